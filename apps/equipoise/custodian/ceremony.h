// The part of `equipoise custodian` that is by carried files: the key ceremony (ceremony.cpp) and
// the handover from one ceremony's keys to the next (handover.cpp), and what the two share.
#pragma once

#include "apps/equipoise/custodian/office.h"
#include "apps/equipoise/frame/output_file.h"
#include "apps/equipoise/frame/whole_file.h"

namespace eq::app {

void add_ceremony(Command& custodian);
void add_handover(Command& custodian);

/// What the commands of ceremony and handover are given.
struct CeremonyOptions {
  unsigned threshold = 0, index = 0;
  std::string name, from, out, ceremony, before, request;
  TokenPlace token{"", "", "equipoise custodian"};
  std::vector<std::string> files;
  std::string out_or(const Home& home, const char* name_if_none) const {
    return out.empty() ? home.path(name_if_none) : out;
  }
  /// To out_or(): in the home, where nobody else writes, the file of an earlier ceremony gives way.
  void write(const std::string& to, View data) const {
    if (out.empty())
      write_file(to, data, 0644);
    else
      write_output(to, data, 0644);
  }
};

template <class File>
std::vector<File> read_all(const std::vector<std::string>& paths, const char* what) {
  std::vector<File> out;
  for (const auto& path : paths)
    out.push_back(
        must(decode<File>(read_file(path)), path + " is not a " + what, "Ask for it again."));
  return out;
}

/// Who takes part, in words.
inline std::string in_words(const order::Circle& c) {
  std::string out;
  for (const auto& p : c.peers) out += "  no. " + std::to_string(p.index) + "  " + p.name + "\n";
  return out + "Any " + std::to_string(c.threshold) + " of these " +
         std::to_string(c.peers.size()) + " can act together, for days from " + to_text(c.from) +
         " on.\n";
}

inline order::CeremonyRecord read_record(const std::string& path) {
  return must(decode<order::CeremonyRecord>(read_file(path)),
              path + " is not the record of a ceremony", "Ask for it again.");
}
inline order::CustodianKeys keys_of(const order::CeremonyRecord& record, const std::string& path) {
  auto keys = order::verify(record);
  if (!keys.ok()) throw Failure{path + " does not verify: " + keys.error().what, "", 3};
  return std::move(*keys);
}

/// A command as it is being described.
struct CeremonyCommand {
  Command& command;
  std::shared_ptr<CeremonyOptions> o = std::make_shared<CeremonyOptions>();

  CeremonyCommand(Command& parent, const char* name, const char* help, const char* example)
      : command(parent.add(name, help, example)) {}
  Option& given(const char* name, std::string CeremonyOptions::*where, const char* help) const {
    return command.option(name, &((*o).*where), help);
  }
  Option& files(const char* name, const char* help) const {
    return command.option(name, &o->files, help).required();
  }
  void at_home(void (*act)(const PartyOptions&, const CeremonyOptions&)) const {
    const auto party = command.party_options();
    passphrase_options(command);
    command.action([party, o = o, act] { act(*party, *o); });
  }
  void anywhere(void (*act)(const CeremonyOptions&, bool)) const {
    const auto as_json = std::make_shared<bool>(false);
    command.json_flag(*as_json);
    command.action([as_json, o = o, act] { act(*o, *as_json); });
  }
};

}  // namespace eq::app
