// main() of tests that need something from outside (official vectors, Node): when all of them were
// skipped the program says so with exit code 77, and a failure stays a failure even if other tests
// were skipped.
#include <gtest/gtest.h>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const int failed = RUN_ALL_TESTS();
  const auto& all = *testing::UnitTest::GetInstance();
  return failed == 0 && all.skipped_test_count() > 0 && all.successful_test_count() == 0 ? 77
                                                                                         : failed;
}
