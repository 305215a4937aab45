// The judge's key, in a file of hers: `equipoise court judge-key`, and --judge of each act of hers.
#pragma once

#include "apps/equipoise/court/office.h"

namespace eq::app {

/// court judge-key.
void add_judge_key(Command& court);
/// The line of a .pub file that `court judge-key` wrote.
crypto::VerifyKey read_judge_card(const std::string& file);
/// --judge, required, and --passphrase-file.
void judge_option(Command& command, std::string& file);
/// Says what is about to be signed, and asks for the passphrase under which the key lies: giving it
/// is the signature.  Failure if the realm names another judge.
court::JudgeKey have_judge_sign(CourtOffice& office, const std::string& file,
                                const PartyOptions& party, const std::string& what);
/// What an application that waits asks for, in plain words.
std::string application_words(const court::State& state, const crypto::Digest& id);
/// Whose key it is, by name.
std::string office_called(const wire::Realm& realm, const crypto::VerifyKey& by);
/// The order in plain words, as the registry has it; its number alone if it is not there.  Failure
/// if it is not what the judge signed.
std::string words_of_order(const CourtOffice& office, std::uint32_t number);

}  // namespace eq::app
