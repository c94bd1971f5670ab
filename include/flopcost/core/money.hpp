// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/fact.hpp>
#include <flopcost/core/units.hpp>

namespace flopcost {

/// An exchange rate: so many `To` for one `From`, on a date, from a source. It is an ordinary
/// quantity, so conversion is multiplication, triangulation too, and forgetting it does not
/// compile.
///
///     constexpr exchange_rate<tag::USD, tag::CNY> rate{.value = 7.12 * cny / usd, .as_of = ...};
///     auto yuan = (5.0 * usd) * rate.value;
template <class From, class To>
using exchange_rate = fact<quantity<quotient_t<dim<To>, dim<From>>>>;

/// A price index of one series: what turns money of one year into money of another. `Years` entries
/// from `first_year` on; the scale is arbitrary. Asking for a year that it does not hold is error
/// 105.
template <int Years>
struct price_index {
    int first_year = 0;
    double index[Years] = {};
    const char* source = "";
    const char* name = "";

    /// Factor from money of year `from` to money of year `to`; real money is nominal money times
    /// this.
    [[nodiscard]] constexpr double deflator(int from, int to) const {
        if (from < first_year || from >= first_year + Years) {
            rejected::value_out_of_range("from", from, first_year, first_year + Years - 1);
        }
        if (to < first_year || to >= first_year + Years) {
            rejected::value_out_of_range("to", to, first_year, first_year + Years - 1);
        }
        return index[to - first_year] / index[from - first_year];
    }
};

} // namespace flopcost
