#include "apps/server/web_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace eq::server {
namespace {
namespace fs = std::filesystem;

constexpr std::string_view kBelow = "/chat/", kFirst = "index.html";

// Scripts of our own alone, compiled modules, no markup from text (Trusted Types), and requests to
// this server alone.  A worker is made from bytes whose hash the page's script names.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src blob:; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types svelte-trusted-html equipoise-worker";

std::string_view content_type_of(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".wasm", "application/wasm"},
      {".svg", "image/svg+xml"},
      {".txt", "text/plain; charset=utf-8"},
      {".webmanifest", "application/manifest+json"},
  };
  for (const auto& [ending, type] : kKinds)
    if (name.ends_with(ending)) return type;
  return {};
}

bool is_plain_name(std::string_view name) {
  return !name.starts_with('.') && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

/// Nothing if it cannot be read whole.
std::optional<Bytes> whole(const fs::path& path, std::uint64_t size) {
  std::ifstream in(path, std::ios::binary);
  Bytes bytes(size);
  if (!in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size)))
    return std::nullopt;
  return bytes;
}

}  // namespace

bool WebFiles::is_for(std::string_view path) {
  return path == kBelow.substr(0, kBelow.size() - 1) || path.starts_with(kBelow);
}

std::shared_ptr<const WebFiles> WebFiles::read(const std::string& folder, std::string& why) {
  const auto refuse = [&](std::string sentence) {
    why = std::move(sentence);
    return nullptr;
  };
  const std::string remedy = ". Give the folder that `make web` built, and nothing else in it";
  auto files = std::make_shared<WebFiles>();
  std::uint64_t all = 0;
  std::error_code ec;
  for (fs::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    const std::string name = at->path().filename().string();
    const auto type = content_type_of(name);
    if (!is_plain_name(name) || type.empty() || !at->is_regular_file(ec))
      return refuse(folder + " holds something that is no file of the messenger" + remedy);
    const std::uint64_t size = at->file_size(ec);
    if (ec || files->files_.size() >= kFilesMax || size > kSizeMax - all)
      return refuse(folder + " holds more than the messenger" + remedy);
    all += size;
    auto body = whole(at->path(), size);
    if (!body) return refuse(folder + "/" + name + " cannot be read" + remedy);
    files->files_[name] = {std::string(type), std::move(*body)};
  }
  if (ec) return refuse(folder + " cannot be read (" + ec.message() + ")" + remedy);
  if (!files->files_.contains(kFirst)) return refuse(folder + " has no index.html" + remedy);
  return files;
}

HttpResponse WebFiles::answer(std::string_view path) const {
  HttpResponse r;
  r.headers = {{"Content-Security-Policy", kPolicy},
               {"Cross-Origin-Opener-Policy", "same-origin"},
               {"Cross-Origin-Embedder-Policy", "require-corp"},
               {"Cross-Origin-Resource-Policy", "same-origin"},
               {"Referrer-Policy", "no-referrer"},
               {"X-Content-Type-Options", "nosniff"}};
  if (!path.starts_with(kBelow)) {
    r.status = 308;
    r.headers.emplace_back("Location", kBelow);
    return r;
  }
  const auto name = path.substr(kBelow.size());
  const auto it = files_.find(name.empty() ? kFirst : name);
  if (it == files_.end()) {
    r.status = 404;
    r.body = to_bytes("unknown\n");
    return r;
  }
  r.content_type = it->second.content_type;
  r.body = it->second.body;
  // The first page names the others by their hashes, so it alone may not be an old one.
  r.headers.emplace_back("Cache-Control",
                         it->first == kFirst ? "no-store" : "public, max-age=31536000, immutable");
  return r;
}

}  // namespace eq::server
