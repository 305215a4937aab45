#include "eq/testing/vectors.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace eq::testing {
namespace {

// stdio, because C++ streams of WebAssembly have no files.
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

std::optional<Bytes> read_file(const std::string& path) {
  const File in(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!in) return std::nullopt;
  Bytes all;
  std::uint8_t piece[65536];
  while (const std::size_t n = std::fread(piece, 1, sizeof piece, in.get()))
    append(all, View(piece, n));
  return all;
}

std::string golden_path(const std::string& name) { return EQ_SOURCE_DIR "/spec/vectors/" + name; }

}  // namespace

std::string vectors_dir() {
  if (const char* dir = std::getenv("EQUIPOISE_VECTORS")) return dir;
  return EQ_SOURCE_DIR "/../shared/vectors";
}

std::optional<Bytes> load_vector_file(const std::string& relative_path) {
  return read_file(vectors_dir() + "/" + relative_path);
}

std::optional<nlohmann::json> load_vectors(const std::string& relative_path) {
  auto bytes = load_vector_file(relative_path);
  if (!bytes) return std::nullopt;
  return nlohmann::json::parse(to_string(*bytes));
}

Bytes unhex(const nlohmann::json& j) { return from_hex(j.get<std::string>()).take(); }

nlohmann::ordered_json load_golden(const std::string& name) {
  const auto bytes = read_file(golden_path(name));
  EQ_ASSERT(bytes.has_value());
  return nlohmann::ordered_json::parse(to_string(*bytes));
}

void save_golden(const std::string& name, const nlohmann::ordered_json& j) {
  const File out(std::fopen(golden_path(name).c_str(), "wb"), std::fclose);
  EQ_ASSERT(out && std::fputs((j.dump(1) + "\n").c_str(), out.get()) >= 0);
}

}  // namespace eq::testing
