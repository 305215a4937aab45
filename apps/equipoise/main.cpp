// equipoise: one binary, every party.  Each command is one small file beside this one.
#include <iostream>

#include "apps/equipoise/command.h"
#include "eq/base/shown.h"
#include "eq/crypto/self_check.h"

namespace {

/// The command path as typed so far, for messages.
std::string path_of(const CLI::App* at) {
  std::string path = at->get_name();
  for (const CLI::App* up = at->get_parent(); up; up = up->get_parent()) path = up->get_name() + " " + path;
  return path;
}

/// CLI11 reports a mistyped command as a missing one; say which word it was.
void check_command_words(const CLI::App& root, int argc, char** argv) {
  const CLI::App* at = &root;
  for (int i = 1; i < argc && argv[i][0] != '-'; ++i) {
    const std::string word = argv[i];
    if (at->get_require_subcommand_min() == 0) return;  // this word may be an argument
    const auto next = at->get_subcommands([&](const CLI::App* sub) { return sub->check_name(word); });
    if (next.empty()) throw eq::app::Failure{"There is no command \"" + word + "\"", "See: " + path_of(at) + " --help", 2};
    at = next.front();
  }
}

}  // namespace

int main(int argc, char** argv) {
  using eq::app::Failure;
  CLI::App root{"Equipoise: end-to-end encrypted messaging with provable reports and lawful access that mathematics limits.\n"
                "New here? Try `equipoise demo`.", "equipoise"};
  root.set_version_flag("--version", EQ_VERSION);
  root.require_subcommand(1);
  root.fallthrough(false);
  eq::app::add_all_commands(root);
  try {
    if (!eq::crypto::self_check().ok())
      throw Failure{"The libsodium on this machine takes points outside its group for members (CVE-2025-69277)",
                    "Install a mended one (Debian 12: libsodium23 1.0.18-1+deb12u1 or later). Nothing was done."};
    check_command_words(root, argc, argv);
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp& e) {
    return root.exit(e);
  } catch (const CLI::CallForAllHelp& e) {
    return root.exit(e);
  } catch (const CLI::CallForVersion& e) {
    return root.exit(e);
  } catch (const CLI::ParseError& e) {
    const CLI::App* at = &root;
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    std::cerr << "equipoise: " << eq::harmless(eq::view(e.what())) << ". See: " << path_of(at) << " --help\n";
    return 2;
  } catch (const Failure& f) {
    std::cerr << "equipoise: " << eq::harmless(eq::view(f.what)) << (f.what.ends_with('.') ? "" : ".")
              << (f.remedy.empty() ? "" : " " + eq::harmless(eq::view(f.remedy))) << "\n";
    return f.exit_code;
  } catch (const std::exception& e) {
    std::cerr << "equipoise: unexpected: " << eq::harmless(eq::view(e.what())) << "\n";
    return 1;
  }
  return 0;
}
