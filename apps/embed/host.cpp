#include "apps/embed/host.h"

#include "eq/wire/http_answer.h"

namespace eq::embed {

Result<Bytes> HostLine::call(wire::Verb verb, View request) {
  return ask("POST", "/v1/" + std::string(to_text(verb)), request);
}

Result<Bytes> HostLine::get(std::string_view path) { return ask("GET", std::string(path), {}); }

Result<Bytes> HostLine::ask(const char* method, const std::string& path, View body) {
  last_code_ = wire::Code::unavailable;
  if (unsaved_) return Err::unavailable;
  eqp_reply reply;
  host_.request(host_.context, method, path.c_str(), body.data(), body.size(), &reply);
  if (reply.http_status == 0) return Err::unavailable;
  last_code_ = wire::code_of_answer(reply.http_status, reply.body);
  if (last_code_ != wire::Code::ok) return wire::to_err(last_code_);
  return std::move(reply.body);
}

}  // namespace eq::embed
