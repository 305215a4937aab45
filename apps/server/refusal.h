// What somebody is told who gets nothing: a status and the code's word.
#pragma once

#include "apps/server/http.h"
#include "eq/wire/failure.h"

namespace eq::server {

HttpResponse refusal(wire::Code code);

}  // namespace eq::server
