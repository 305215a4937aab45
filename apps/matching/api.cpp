#include "apps/matching/api.h"

#include <algorithm>

namespace eq::matching {
namespace {

using server::HttpRequest;
using server::HttpResponse;

HttpResponse reply(int status, const OutJson& j) {
  HttpResponse r;
  r.status = status;
  r.content_type = "application/json";
  r.body = to_bytes(j.dump(2, ' ', false, OutJson::error_handler_t::replace) + "\n");
  r.headers = {{"Cache-Control", "no-store"}};
  return r;
}

HttpResponse reply(const ApiRefusal& refusal) {
  auto r = reply(refusal.status, {{"error", refusal.what}, {"do", refusal.remedy}});
  if (refusal.status == 401) r.headers.emplace_back("WWW-Authenticate", "Bearer");
  return r;
}

/// The words that stand where the pattern has a "*"; nullopt if it is another path.
std::optional<std::vector<std::string>> match(std::string_view pattern,
                                              const std::vector<std::string>& path) {
  std::vector<std::string> words;
  std::size_t i = 0;
  for (std::size_t at = 1; at <= pattern.size(); ++i) {
    const auto end = std::min(pattern.find('/', at), pattern.size());
    const auto wanted = pattern.substr(at, end - at);
    if (i == path.size()) return std::nullopt;
    if (wanted == "*")
      words.push_back(path[i]);
    else if (wanted != path[i])
      return std::nullopt;
    at = end + 1;
  }
  return i == path.size() ? std::optional(std::move(words)) : std::nullopt;
}

}  // namespace

std::span<const Api::Verb> Api::verbs() {
  static constexpr Verb kVerbs[] = {
      {"GET", "/healthz", Right::anybody, &Api::health},
      {"POST", "/hash", Right::hash, &Api::hash},
      {"POST", "/compare", Right::hash, &Api::compare},
      {"GET", "/lookup", Right::look_up, &Api::look_up_hash},
      {"POST", "/lookup", Right::look_up, &Api::look_up},
      {"GET", "/index/status", Right::look_up, &Api::index_status},
      {"GET", "/banks", Right::curate, &Api::list_banks},
      {"POST", "/banks", Right::curate, &Api::create_bank},
      {"GET", "/banks/*", Right::curate, &Api::show_bank},
      {"PUT", "/banks/*", Right::curate, &Api::change_bank},
      {"DELETE", "/banks/*", Right::curate, &Api::delete_bank},
      {"GET", "/banks/*/entries", Right::curate, &Api::list_entries},
      {"POST", "/banks/*/entries", Right::curate, &Api::add_entry},
      {"DELETE", "/banks/*/entries/*", Right::curate, &Api::remove_entry},
      {"GET", "/exchanges", Right::curate, &Api::list_exchanges},
      {"POST", "/exchanges/*", Right::curate, &Api::take_page},
      {"GET", "/audit", Right::curate, &Api::show_audit},
  };
  return kVerbs;
}

HttpResponse Api::handle(const HttpRequest& request) {
  try {
    const auto done = answer(request);
    return done.ok() ? reply(200, *done) : reply(done.error());
  } catch (const StoreFailure& f) {  // its words may name paths: they are for the operator's log
    if (!failing_.exchange(true) && options_.on_trouble) options_.on_trouble(f.what);
    return reply({503, "The service cannot read or write its database",
                  "Nothing was changed. Its operator runs `equipoise match audit`."});
  }
}

Result<OutJson, ApiRefusal> Api::answer(const HttpRequest& request) {
  auto target = TRY(parse_target(request.target));
  bool is_known = false;
  for (const auto& verb : verbs()) {
    auto words = match(verb.path, target.path);
    if (!words) continue;
    is_known = true;
    if (request.method != verb.method) continue;
    auto caller = TRY(authorise(request, verb.right));
    return (this->*verb.act)(
        {request, std::move(target), *std::move(words), std::move(caller), options_.clock()});
  }
  if (is_known)
    return ApiRefusal{405, "This address does not take " + request.method,
                      "The README lists what each address takes."};
  return ApiRefusal{
      404, "There is no such address",
      "Try /lookup, /hash, /compare, /index/status, /banks, /exchanges, /audit or /healthz."};
}

Result<Caller, ApiRefusal> Api::authorise(const HttpRequest& request, Right right) {
  if (right == Right::anybody) return Caller{};
  constexpr std::string_view kScheme = "Bearer ";
  if (!request.authorization.starts_with(kScheme))
    return ApiRefusal{
        401, "This request carries no token",
        "Send the header \"Authorization: Bearer TOKEN\"; `equipoise match token make` makes one."};
  const std::lock_guard lock(mutex_);
  library_.catch_up();
  auto caller = library_.caller(std::string_view(request.authorization).substr(kScheme.size()));
  if (!caller)
    return ApiRefusal{
        401, "This token is not known here",
        "It may have been revoked. `equipoise match token list` names those there are."};
  if (!may(caller->role, right))
    return ApiRefusal{403, "A " + std::string(to_text(caller->role)) + " may not do this",
                      "It takes a token with the role " + std::string(role_for(right)) + "."};
  return *std::move(caller);
}

void Api::tidy() {
  std::optional<LiveIndex::Renewal> renewal;
  {
    const std::lock_guard lock(mutex_);
    renewal = library_.index().begin_renewal();
  }
  if (!renewal) return;
  renewal->build();
  const std::lock_guard lock(mutex_);
  library_.index().finish(*std::move(renewal));
}

std::size_t Api::body_size_max(const std::string& method, const std::string& target) {
  if (method == "PUT") return kJsonSizeMax;
  if (method != "POST") return 0;
  return target.starts_with("/exchanges/") ? kPageSizeMax : kFileSizeMax;
}

HttpResponse Api::refusal(int status) {
  switch (status) {
    case 405:
      return reply(
          {405, "This service takes GET, POST, PUT and DELETE", "The README lists its addresses."});
    case 413:
      return reply(
          {413, "The request is too large",
           "Files and pages have at most 32 MiB, other requests 64 KiB, GET and DELETE no body."});
    case 503:
      return reply(
          {503, "The service is holding as many uploads as it can", "Try again in a moment."});
    case 404: return reply({404, "There is no such address", "This service has no WebSocket."});
    default:
      return reply({status, "This is no HTTP request that can be read",
                    "Use an ordinary HTTP client, as the examples in --help do."});
  }
}

}  // namespace eq::matching
