// Where official test vectors lie: $EQUIPOISE_VECTORS, or ../shared/vectors beside the checkout.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "eq/base/bytes.h"

namespace eq::testing {

/// The folder's path; the folder may be absent.
std::string vectors_dir();
/// nullopt if the file is absent (the caller then skips); aborts the test run on a damaged file.
std::optional<nlohmann::json> load_vectors(const std::string& relative_path);
/// The file's bytes; nullopt if absent.
std::optional<Bytes> load_vector_file(const std::string& relative_path);
/// Bytes of a hexadecimal JSON string; aborts on another value.
Bytes unhex(const nlohmann::json& j);

/// Our own golden vectors: spec/vectors/NAME.  Aborts if absent.  Saving is for making them anew.
nlohmann::ordered_json load_golden(const std::string& name);
void save_golden(const std::string& name, const nlohmann::ordered_json& j);

/// In a test: `EQ_VECTORS(j, "hpke/hpke.json");` skips plainly where the file is absent.
#define EQ_VECTORS(name, path)                                \
  const auto name##_file = ::eq::testing::load_vectors(path); \
  if (!name##_file) GTEST_SKIP() << "no vectors at " << path; \
  const nlohmann::json& name = *name##_file

}  // namespace eq::testing
