#include "apps/equipoise/sections.h"

#include "apps/equipoise/agency/commands.h"
#include "apps/equipoise/auditor/commands.h"
#include "apps/equipoise/client/commands.h"
#include "apps/equipoise/court/commands.h"
#include "apps/equipoise/custodian/commands.h"
#include "apps/equipoise/demo/commands.h"
#include "apps/equipoise/hotline/commands.h"
#include "apps/equipoise/matching/commands.h"
#include "apps/equipoise/measure/commands.h"
#include "apps/equipoise/moderator/commands.h"
#include "apps/equipoise/operator/commands.h"

namespace eq::app {
namespace {

Command order_commands() {
  Command order = order_command();
  order.add(life_command());
  return order;
}

}  // namespace

std::vector<Section> sections() {
  return {
      {"To see it", {demo_command(), attack_command()}},
      {"People who chat", {client_command(), chat_command(), directory_command()}},
      {"Moderators", {moderator_command()}},
      {"Hotlines", {hotline_command(), list_command()}},
      {"Agencies", {agency_command(), order_commands()}},
      {"Courts and other issuers", {court_command(), issuer_command()}},
      {"Custodians", {custodian_command()}},
      {"Auditors and everybody",
       {audit_command(), monitor_command(), statistics_command(),
        evidence_command({agency_keyring(), court_keyring()}), inspect_command()}},
      {"Operators",
       {realm_command(), join_command(), platform_command(), serve_command(), server_command(),
        witness_command()}},
      {"Matching in clear", {match_command()}},
      {"Measuring", {media_command(), eval_command(), bench_command()}},
  };
}

}  // namespace eq::app
