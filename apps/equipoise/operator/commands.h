// Whoever runs something for others: the realm's file, the server, the witness.
#pragma once

#include "apps/equipoise/frame/command.h"

namespace eq::app {

Command realm_command();
Command join_command();
/// platform: the server's keys, and its answers to orders.
Command platform_command();
Command serve_command();
Command witness_command();
/// server: backup, restore, invite, user, doctor, check-config.
Command server_command();
void add_check_config(Command& server);
/// What --config and the environment add to the words of a command that serves or is about that.
std::vector<std::string> add_settings(const std::vector<std::string>& words);
void add_doctor(Command& server);
void add_invite(Command& server);
void add_user(Command& server);
void add_backup(Command& server);
void add_restore(Command& server);
/// platform answer.
void add_answer(Command& platform);

}  // namespace eq::app
