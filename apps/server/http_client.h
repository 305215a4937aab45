// A blocking HTTP/1.1 client for one server; Boost stays in http_client.cpp.
//
// Nothing is sent before the server has shown who it is: there is no way to go on without.
#pragma once

#include <memory>
#include <string>

#include "apps/server/http.h"
#include "apps/server/server_address.h"

namespace eq::server {

class HttpClient {
 public:
  /// @param url  as server_address.h has it.  nullptr if it is no such address.
  static std::unique_ptr<HttpClient> for_url(const std::string& url);
  /// @param limit_ms  for finding the name, for connecting with TLS, for what is sent, and for the
  ///     answer
  static std::unique_ptr<HttpClient> to(const ServerAddress& address,
                                        std::uint64_t limit_ms = kUsualLimit_ms);
  /// @param whole_ms  for one request as a whole, from finding the name to the end of the answer
  static std::unique_ptr<HttpClient> within(const ServerAddress& address, std::uint64_t whole_ms);
  static constexpr std::uint64_t kUsualLimit_ms = 30'000;
  virtual ~HttpClient() = default;

  /// One request over a kept-alive connection.  A GET is repeated once on a new connection if the
  /// old one turns out to be closed; a POST only if none of it can have arrived.
  /// @return Err::unavailable if the server does not answer in time; why() says more.
  virtual Result<HttpResponse> send(
      const std::string& method, const std::string& target, View body,
      const std::string& content_type = "application/octet-stream") = 0;
  /// What is under way ends at once, and whatever is asked afterwards.  From any thread.
  virtual void interrupt() = 0;
  /// One sentence about the latest failure.
  virtual const std::string& why() const = 0;

 protected:
  HttpClient() = default;
};

}  // namespace eq::server
