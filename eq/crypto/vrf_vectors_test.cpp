// The vectors of ECVRF-RISTRETTO255-SHA512: the specification's own, and more made by a second
// implementation.
#include <gtest/gtest.h>

#include <cstdio>

#include "eq/crypto/vrf.h"
#include "eq/testing/vectors.h"

namespace eq::crypto {
namespace {

using testing::unhex;

TEST(VrfVectors, Ristretto255_CRY_16) {
  EQ_VECTORS(file, "vrf-r255/vrf-r255.json");
  std::size_t n = 0;
  for (const char* part : {"official", "generated"}) {
    for (const auto& j : file.at(part)) {
      const auto key = VrfKey::decode(unhex(j.at("sk"))).value();
      EXPECT_EQ(hex(key.public_key().bytes()), j.at("pk").get<std::string>());
      const Bytes input = unhex(j.at("alpha"));
      const auto made = key.prove(input);
      EXPECT_EQ(hex(made.proof), j.at("pi").get<std::string>());
      EXPECT_EQ(hex(made.output), j.at("beta").get<std::string>());
      EXPECT_EQ(key.evaluate(input), made.output);
      EXPECT_EQ(vrf_verify_var(key.public_key(), input, made.proof).value(), made.output);
      ++n;
    }
  }
  std::printf("%zu vectors\n", n);
  EXPECT_GE(n, 5u);
}

}  // namespace
}  // namespace eq::crypto
