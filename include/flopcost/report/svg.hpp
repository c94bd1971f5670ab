// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include <flopcost/core/error.hpp>
#include <flopcost/report/number.hpp>

namespace flopcost::report {

/// A bar of a chart, or of a tornado: `low` to `high`, `value` marked between them.
struct bar {
    std::string label{};
    double low = 0;
    double high = 0;
    double value = 0;
};

/// A line of a chart.
struct series {
    std::string label{};
    std::vector<double> x{};
    std::vector<double> y{};
};

/// Titles and scale of a chart.
struct chart {
    std::string title{};
    std::string axis{}; ///< name and unit of the value axis
    std::string x_axis{};
    bool logarithmic = false; ///< value axis
    int width = 760;
    int height = 360; ///< of line charts; bars make their own
};

namespace detail {

inline std::string xml(const std::string& s) {
    std::string t;
    for (const char c : s) {
        switch (c) {
        case '<':
            t += "&lt;";
            break;
        case '>':
            t += "&gt;";
            break;
        case '&':
            t += "&amp;";
            break;
        case '"':
            t += "&quot;";
            break;
        default:
            t += c;
        }
    }
    return t;
}

struct scale {
    double low, high, from, to;
    bool logarithmic;
    [[nodiscard]] double at(double v) const {
        const double f =
            logarithmic ? std::log(v / low) / std::log(high / low) : (v - low) / (high - low);
        return from + std::clamp(f, 0.0, 1.0) * (to - from);
    }
    // Round values inside the range: 1, 2 and 5 times powers of ten.
    [[nodiscard]] std::vector<double> ticks() const {
        std::vector<double> t;
        if (logarithmic) {
            for (double p = std::pow(10, std::floor(std::log10(low))); p <= high; p *= 10) {
                for (const double m : {1.0, 2.0, 5.0}) {
                    if (p * m >= low * 0.999 && p * m <= high * 1.001) {
                        t.push_back(p * m);
                    }
                }
            }
            return t;
        }
        const double raw = (high - low) / 6;
        const double p = std::pow(10, std::floor(std::log10(raw)));
        const double step = raw / p < 1.5   ? p
                            : raw / p < 3.5 ? 2 * p
                            : raw / p < 7.5 ? 5 * p
                                            : 10 * p;
        for (double v = std::ceil(low / step) * step; v <= high + 1e-9 * step; v += step) {
            t.push_back(std::fabs(v) < 1e-9 * step ? 0.0 : v);
        }
        return t;
    }
};

inline scale make_scale(double low, double high, double from, double to, bool logarithmic) {
    if (!std::isfinite(low) || !std::isfinite(high)) {
        rejected::value_must_be_finite("chart value", std::isfinite(low) ? high : low);
    }
    if (logarithmic && !(low > 0)) {
        rejected::value_must_be_positive("chart value on a logarithmic axis", low);
    }
    if (!(high > low)) {
        const double pad = low == 0 ? 1 : std::fabs(low) * 0.5;
        low -= pad;
        high += pad;
    }
    return {low, high, from, to, logarithmic};
}

inline void head(std::ostream& out, const chart& c, int height) {
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << c.width << "\" height=\""
        << height << "\" viewBox=\"0 0 " << c.width << ' ' << height
        << "\" font-family=\"sans-serif\" font-size=\"12\">\n"
        << "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"12\" y=\"20\" "
           "font-size=\"14\" font-weight=\"bold\">"
        << xml(c.title) << "</text>\n";
}

inline std::string px(double x) {
    return number(x, 6);
}

} // namespace detail

/// Horizontal bars from `low` to `high` with a mark at `value`: intervals, or a tornado when the
/// bars are sorted by length around a common `value`. Error 107 without bars; 103 for values that a
/// logarithmic axis cannot show.
inline void bar_chart(std::ostream& out, const chart& c, const std::vector<bar>& bars) {
    if (bars.empty()) {
        rejected::must_not_be_empty("bars");
    }
    double low = bars[0].low;
    double high = bars[0].high;
    std::size_t longest = 0;
    for (const bar& b : bars) {
        low = std::min({low, b.low, b.high, b.value});
        high = std::max({high, b.low, b.high, b.value});
        longest = std::max(longest, b.label.size());
    }
    const double left = std::min(12 + 6.6 * static_cast<double>(longest), 0.5 * c.width);
    const int row = 24;
    const int height = 76 + row * static_cast<int>(bars.size());
    const auto s = detail::make_scale(low, high, left + 12, c.width - 24, c.logarithmic);
    detail::head(out, c, height);
    for (const double t : s.ticks()) {
        const auto x = detail::px(s.at(t));
        out << "<line x1=\"" << x << "\" x2=\"" << x << "\" y1=\"32\" y2=\"" << height - 40
            << "\" stroke=\"#ddd\"/><text x=\"" << x << "\" y=\"" << height - 24
            << "\" text-anchor=\"middle\">" << number(t, 3) << "</text>\n";
    }
    int y = 36;
    for (const bar& b : bars) {
        const double a = s.at(std::min(b.low, b.high));
        const double e = s.at(std::max(b.low, b.high));
        out << "<text x=\"" << detail::px(left) << "\" y=\"" << y + 14 << "\" text-anchor=\"end\">"
            << detail::xml(b.label) << "</text><rect x=\"" << detail::px(a) << "\" y=\"" << y + 3
            << "\" width=\"" << detail::px(std::max(e - a, 1.0))
            << "\" height=\"14\" fill=\"#4878a8\"/><line x1=\"" << detail::px(s.at(b.value))
            << "\" x2=\"" << detail::px(s.at(b.value)) << "\" y1=\"" << y << "\" y2=\"" << y + 20
            << "\" stroke=\"black\" stroke-width=\"2\"/>\n";
        y += row;
    }
    out << "<text x=\"" << c.width / 2 << "\" y=\"" << height - 8 << "\" text-anchor=\"middle\">"
        << detail::xml(c.axis) << "</text>\n</svg>\n";
}

/// A tornado: what each input alone does to a result, the widest on top. `value` of each bar is the
/// result at the central inputs.
inline void tornado(std::ostream& out, const chart& c, std::vector<bar> bars) {
    std::sort(bars.begin(), bars.end(), [](const bar& a, const bar& b) {
        const double wide_a = std::fabs(a.high - a.low);
        const double wide_b = std::fabs(b.high - b.low);
        return wide_a > wide_b || (wide_a == wide_b && a.label < b.label);
    });
    bar_chart(out, c, bars);
}

/// Lines over a common x axis. Error 107 without a point, 202 where x and y differ in number.
inline void line_chart(std::ostream& out, const chart& c, const std::vector<series>& lines) {
    static constexpr const char* colours[] = {"#4878a8", "#c8553d", "#588157",
                                              "#8d5a97", "#b8860b", "#5b5b5b"};
    double x_low = 0, x_high = 0, y_low = 0, y_high = 0;
    bool any = false;
    for (const series& l : lines) {
        if (l.x.size() != l.y.size()) {
            rejected::because(error_number::inconsistent, "series",
                              "a series needs as many y as x values");
        }
        for (std::size_t i = 0; i < l.x.size(); ++i) {
            x_low = any ? std::min(x_low, l.x[i]) : l.x[i];
            x_high = any ? std::max(x_high, l.x[i]) : l.x[i];
            y_low = any ? std::min(y_low, l.y[i]) : l.y[i];
            y_high = any ? std::max(y_high, l.y[i]) : l.y[i];
            any = true;
        }
    }
    if (!any) {
        rejected::must_not_be_empty("series");
    }
    const auto sx = detail::make_scale(x_low, x_high, 70, c.width - 170, false);
    const auto sy = detail::make_scale(y_low, y_high, c.height - 50, 36, c.logarithmic);
    detail::head(out, c, c.height);
    for (const double t : sy.ticks()) {
        const auto y = detail::px(sy.at(t));
        out << "<line x1=\"70\" x2=\"" << c.width - 170 << "\" y1=\"" << y << "\" y2=\"" << y
            << "\" stroke=\"#ddd\"/><text x=\"64\" y=\"" << y
            << "\" text-anchor=\"end\" dominant-baseline=\"middle\">" << number(t, 3)
            << "</text>\n";
    }
    for (const double t : sx.ticks()) {
        out << "<text x=\"" << detail::px(sx.at(t)) << "\" y=\"" << c.height - 34
            << "\" text-anchor=\"middle\">" << number(t, 5) << "</text>\n";
    }
    for (std::size_t k = 0; k < lines.size(); ++k) {
        const char* colour = colours[k % std::size(colours)];
        out << "<polyline fill=\"none\" stroke=\"" << colour << "\" stroke-width=\"2\" points=\"";
        for (std::size_t i = 0; i < lines[k].x.size(); ++i) {
            out << (i > 0 ? " " : "") << detail::px(sx.at(lines[k].x[i])) << ','
                << detail::px(sy.at(lines[k].y[i]));
        }
        out << "\"/>\n<text x=\"" << c.width - 160 << "\" y=\"" << 48 + 18 * static_cast<int>(k)
            << "\" fill=\"" << colour << "\">" << detail::xml(lines[k].label) << "</text>\n";
    }
    out << "<text x=\"" << (c.width - 100) / 2 << "\" y=\"" << c.height - 12
        << "\" text-anchor=\"middle\">" << detail::xml(c.x_axis)
        << "</text>\n<text x=\"12\" y=\"34\">" << detail::xml(c.axis) << "</text>\n</svg>\n";
}

} // namespace flopcost::report
