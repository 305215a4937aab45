// People who chat.
#pragma once

#include "apps/equipoise/frame/command.h"

namespace eq::app {

/// client: an account, and what is compared with lists for it.
Command client_command();
/// client mode, consent, withdraw, openings, past-matches.
void add_matching(Command& client);
/// chat: conversations; alone, a live session.
Command chat_command();
/// directory: what the public directory has of somebody, and of oneself.
Command directory_command();

}  // namespace eq::app
