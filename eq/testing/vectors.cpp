#include "eq/testing/vectors.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace eq::testing {

std::string vectors_dir() {
  if (const char* dir = std::getenv("EQUIPOISE_VECTORS")) return dir;
  return EQ_SOURCE_DIR "/../shared/vectors";
}

std::optional<Bytes> load_vector_file(const std::string& relative_path) {
  std::ifstream in(vectors_dir() + "/" + relative_path, std::ios::binary);
  if (!in) return std::nullopt;
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

std::optional<nlohmann::json> load_vectors(const std::string& relative_path) {
  auto bytes = load_vector_file(relative_path);
  if (!bytes) return std::nullopt;
  return nlohmann::json::parse(*bytes);
}

Bytes unhex(const nlohmann::json& j) {
  auto b = from_hex(j.get<std::string>());
  if (!b) throw std::runtime_error("not hexadecimal: " + j.dump());
  return std::move(b).take();
}

}  // namespace eq::testing
