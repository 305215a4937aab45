#include "apps/equipoise/frame/public_record.h"

#include <filesystem>

#include "apps/equipoise/frame/http_transport.h"
#include "apps/equipoise/frame/output_file.h"
#include "apps/equipoise/frame/party.h"
#include "apps/equipoise/frame/server_check.h"

namespace eq::app {
namespace fs = std::filesystem;
namespace {

/// Paths that a reader asks for are made by us, but they become file names: nothing unusual may
/// pass.
bool is_plain(std::string_view path) {
  if (!path.starts_with('/') || path.find("..") != std::string_view::npos ||
      path.find("//") != std::string_view::npos)
    return false;
  for (const char c : path)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-'))
      return false;
  return true;
}

/// A server that answers.  One that does not ends the command: of a record that was not read
/// nothing can be said.
class Answering final : public wire::Transport {
 public:
  Answering(std::unique_ptr<wire::Transport> server, std::string url)
      : server_(std::move(server)), url_(std::move(url)) {}
  Result<Bytes> call(wire::Verb, View) override { return Err::unsupported; }
  Result<Bytes> get(std::string_view path) override {
    auto bytes = server_->get(path);
    if (!bytes.ok() && bytes.error() == Err::unavailable)
      throw Failure{
          url_ + " cannot be reached, while reading " + std::string(path) + " (" + server_->why() +
              ")",
          "This says nothing about the record. Check the address and your network, then run it again; if the server stays "
          "silent from elsewhere too, ask for a record that somebody saved (--offline; in `evidence` --saved-log).",
          kUnreachable};
    return bytes;
  }

 private:
  std::unique_ptr<wire::Transport> server_;
  std::string url_;
};

/// What was saved: the same paths as files below one folder.
class Folder final : public wire::Transport {
 public:
  explicit Folder(std::string dir) : dir_(std::move(dir)) {}
  Result<Bytes> call(wire::Verb, View) override { return Err::unsupported; }
  Result<Bytes> get(std::string_view path) override {
    const std::string file = dir_ + std::string(path);
    if (!is_plain(path) || !fs::is_regular_file(file)) return Err::missing;
    return read_file(file);
  }

 private:
  std::string dir_;
};

/// A server, each answer of which is kept in a folder.
class Saving final : public wire::Transport {
 public:
  Saving(std::unique_ptr<wire::Transport> server, std::string dir)
      : server_(std::move(server)), dir_(std::move(dir)) {}
  Result<Bytes> call(wire::Verb, View) override { return Err::unsupported; }
  Result<Bytes> get(std::string_view path) override {
    auto bytes = server_->get(path);
    if (bytes && is_plain(path)) {
      const std::string file = dir_ + std::string(path);
      fs::create_directories(fs::path(file).parent_path());
      write_file(file, *bytes, 0644);
    }
    return bytes;
  }
  std::string why() const override { return server_->why(); }

 private:
  std::unique_ptr<wire::Transport> server_;
  std::string dir_;
};

/// A new folder, or an earlier record of the same realm, to which only that realm's server adds:
/// whatever else is in a folder would be lost.
void begin_record(const RecordOptions& options, const wire::Realm& realm) {
  const Failure other{options.save + " holds something else than an earlier record of this realm",
                      "It is as it was. Name another folder.", 2};
  make_folder(options.save);
  const std::string named = options.save + "/realm";
  const Bytes mine = encode(realm);
  if (!fs::is_empty(options.save)) {
    if (!file_exists(named) || read_file(named) != mine) throw Failure(other);
    if (const auto server = other_server(options.url, realm)) throw Failure(*server);
  }
  write_output(named, mine, 0644);
}

}  // namespace

void record_options(Command& command, RecordOptions& options) {
  command.option("url", &options.url, "https://HOST:PORT of the server");
  command.option("--offline", &options.offline,
                 "Read a folder that --save made, without a network");
  command.option("--save", &options.save, "Keep everything that was read in this folder");
  command.option("--realm", &options.realm,
                 "The realm file that you trust (offline: default is DIR/realm)");
}

void check_record(const RecordOptions& options) {
  if (options.url.empty() == options.offline.empty())
    throw Failure{"Give either a server's URL or --offline DIR", "See --help.", 2};
  if (!options.offline.empty() && fs::is_directory(options.offline) &&
      !fs::is_directory(options.offline + "/log"))
    throw Failure{options.offline + " is no saved record",
                  "Give a folder that `equipoise audit URL --save DIR` made."};
  if (!options.offline.empty() && !fs::is_directory(options.offline))
    throw Failure{options.offline + " is not a folder",
                  "Give a folder that `equipoise audit URL --save DIR` made."};
  if (!options.offline.empty() && !options.save.empty())
    throw Failure{"--save needs a server", "Give a URL instead of --offline.", 2};
}

wire::Realm record_realm(const RecordOptions& options) {
  std::string path = options.realm;
  if (path.empty() && !options.offline.empty()) path = options.offline + "/realm";
  if (path.empty())
    throw Failure{"--realm is required",
                  "Give the realm file that you trust; asking the server for it would be circular.",
                  2};
  return read_realm(path);
}

std::optional<Failure> other_server(const std::string& url, const wire::Realm& realm) {
  if (url.empty()) return std::nullopt;
  try {
    (void)check_server(url, realm);
    return std::nullopt;
  } catch (Failure& f) {
    f.exit_code = kMisconfigured;
    return f;
  }
}

std::unique_ptr<wire::Transport> record_source(const RecordOptions& options) {
  if (options.url.empty()) return std::make_unique<Folder>(options.offline);
  std::unique_ptr<wire::Transport> server = http_transport(options.url);
  if (options.save.empty()) return server;
  begin_record(options, record_realm(options));
  return std::make_unique<Saving>(std::move(server), options.save);
}

std::unique_ptr<wire::Transport> answering_source(const RecordOptions& options) {
  return std::make_unique<Answering>(record_source(options),
                                     options.url.empty() ? options.offline : options.url);
}

}  // namespace eq::app
