// Whether a server shows another log than the one that a realm file names.
#pragma once

#include "eq/wire/log_reader.h"

namespace eq::app {

/// By the checkpoint that it shows now; false where it shows none.
bool shows_another_log(wire::Transport& server, const wire::Realm& realm, wire::LogName log);

}  // namespace eq::app
