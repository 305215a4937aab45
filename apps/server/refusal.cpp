#include "apps/server/refusal.h"

namespace eq::server {

HttpResponse refusal(wire::Code code) {
  HttpResponse r;
  r.status = status_of(code);
  r.body = to_bytes(std::string(to_text(code)) + "\n");
  return r;
}

}  // namespace eq::server
