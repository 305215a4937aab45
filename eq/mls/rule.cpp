#include "eq/mls/rule.h"

namespace eq::mls {
namespace {

struct Row {
  std::string_view name;
  Err err;
  std::string_view section;
};
constexpr Row kRows[] = {{"none", Err::malformed, ""},
#define EQ_MLS_RULE_ROW(name, err, section) {#name, Err::err, section},
                         EQ_MLS_RULES(EQ_MLS_RULE_ROW)
#undef EQ_MLS_RULE_ROW
};
const Row& row(Rule r) { return kRows[static_cast<std::size_t>(r)]; }

}  // namespace

Err flat(Rule r) { return row(r).err; }
std::string_view name_of(Rule r) { return row(r).name; }
std::string_view section_of(Rule r) { return row(r).section; }

}  // namespace eq::mls
