// The service behind its socket: a request goes in, an answer in JSON comes out.  README.md lists
// the verbs.
//
// Thread-safe.  One lock holds library and index together, so each answer shows one state; files
// are decoded outside of it.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>

#include "apps/matching/call.h"
#include "apps/matching/signals.h"

namespace eq::matching {

using OutJson = nlohmann::ordered_json;

constexpr std::size_t kFileSizeMax = 32 * 1024 * 1024;  // bytes
constexpr std::size_t kJsonSizeMax = 64 * 1024;         // bytes

class Api {
 public:
  struct Options {
    /// Decodes in a confined process (media::Worker::fingerprint).
    std::function<Result<phash::Fingerprint>(View file)> fingerprint;
    std::function<Time()> clock;
    unsigned decoders_max = 2;  // at once; more are answered 503
    /// Once for each time that the database begins to fail, with its words; empty when it works
    /// again.
    std::function<void(const std::string& what)> on_trouble{};
  };
  Api(Library& library, Options options) : library_(library), options_(std::move(options)) {}

  server::HttpResponse handle(const server::HttpRequest& request);
  /// Lays the index out afresh if that is due.  Now and then, from one thread.
  void tidy();

  static std::size_t body_size_max(const std::string& method, const std::string& target);
  /// For what the engine refuses before it is a request.
  static server::HttpResponse refusal(int status);

  /// Every verb, with the right it takes: for the tests that try each with each role.
  struct Verb {
    const char* method;
    const char* path;  // "*" stands for one word
    Right right;
    Result<OutJson, ApiRefusal> (Api::*act)(const Call&);
  };
  static std::span<const Verb> verbs();

 private:
  Result<OutJson, ApiRefusal> answer(const server::HttpRequest& request);
  Result<Caller, ApiRefusal> authorise(const server::HttpRequest& request, Right right);

  // Of what one brings oneself, and look-ups (api_lookup.cpp).
  Result<OutJson, ApiRefusal> health(const Call&);
  Result<OutJson, ApiRefusal> hash(const Call&);
  Result<OutJson, ApiRefusal> compare(const Call&);
  Result<OutJson, ApiRefusal> look_up_hash(const Call&);
  Result<OutJson, ApiRefusal> look_up(const Call&);
  Result<OutJson, ApiRefusal> index_status(const Call&);
  Result<FileSignals, ApiRefusal> know(const Call&);
  Result<OutJson, ApiRefusal> look_up_file(const Call&);
  Result<OutJson, ApiRefusal> search(const Signal& signal, std::optional<std::uint64_t> quality);

  // Banks and lists (api_banks.cpp).
  Result<OutJson, ApiRefusal> list_banks(const Call&);
  Result<OutJson, ApiRefusal> create_bank(const Call&);
  Result<OutJson, ApiRefusal> show_bank(const Call&);
  Result<OutJson, ApiRefusal> change_bank(const Call&);
  Result<OutJson, ApiRefusal> delete_bank(const Call&);
  Result<OutJson, ApiRefusal> list_entries(const Call&);
  Result<OutJson, ApiRefusal> add_entry(const Call&);
  Result<OutJson, ApiRefusal> add_file(const Call&);
  Result<OutJson, ApiRefusal> remove_entry(const Call&);
  Result<OutJson, ApiRefusal> list_exchanges(const Call&);
  Result<OutJson, ApiRefusal> take_page(const Call&);
  Result<OutJson, ApiRefusal> show_audit(const Call&);

  Library& library_;
  Options options_;
  std::mutex mutex_;  // library_
  std::atomic<unsigned> decoding_{0};
  std::atomic<bool> failing_{false};  // since a request failed, until a write succeeds
};

/// As the service and the commands write them.
OutJson json_of(const Bank& bank);
OutJson json_of(const Entry& entry);
OutJson json_of(const Exchange& exchange);
OutJson json_of(const Taken& taken, const Page& page);
OutJson json_of(const AuditLine& line);

}  // namespace eq::matching
