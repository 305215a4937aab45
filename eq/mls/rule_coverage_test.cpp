// Every rule of rule.h has been broken by some test of this program.  The list is the enumeration
// itself, so a new rule without a test fails here.
#include "eq/mls/test_rules.h"

namespace eq::mls {
namespace {

constexpr Rule kAll[] = {
#define EQ_MLS_RULE_VALUE(name, err, section) Rule::name,
    EQ_MLS_RULES(EQ_MLS_RULE_VALUE)
#undef EQ_MLS_RULE_VALUE
};

class EveryRuleIsBroken final : public ::testing::Environment {
 public:
  void TearDown() override {
    if (::testing::GTEST_FLAG(filter) != "*") return;  // only a part of the tests ran
    for (Rule r : kAll)
      if (!rules_seen_broken().contains(r))
        ADD_FAILURE() << "no test breaks " << name_of(r) << ", " << section_of(r);
    std::printf("rules broken: %zu of %zu\n", rules_seen_broken().size(), std::size(kAll));
  }
};
[[maybe_unused]] const auto* const kRegistered =
    ::testing::AddGlobalTestEnvironment(new EveryRuleIsBroken);

TEST(RuleTable, EveryRuleHasASectionAndTheFlatErrorItIsListedWith_MLS_5) {
  EXPECT_EQ(flat(Rule::membership_tag), Err::forged);
  EXPECT_EQ(flat(Rule::generation_replayed), Err::stale);
  EXPECT_EQ(name_of(Rule::branch_mismatch), "branch_mismatch");
  EXPECT_EQ(section_of(Rule::branch_mismatch), "11.3");
  for (Rule r : kAll) EXPECT_FALSE(section_of(r).empty()) << name_of(r);
}

}  // namespace
}  // namespace eq::mls
