// Where a realm's public record is read from: its server, or what was saved of one.
#pragma once

#include "apps/equipoise/frame/command.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::app {

struct RecordOptions {
  std::string url, offline, save, realm;
};
/// Where it is read from: a URL, or --offline; --save, --realm.
void record_options(Command& command, RecordOptions& options);
/// Exactly one source.  Throws Failure.
void check_record(const RecordOptions& options);
/// The realm that the caller trusts.  Throws Failure.
wire::Realm record_realm(const RecordOptions& options);
/// The exit codes of what is said of a public record, besides 0: it holds.  docs/auditors.md.
inline constexpr int kFalse = 3, kUnreachable = 4, kLate = 5, kMissing = 6, kMisconfigured = 7;
/// What answers there is another realm's server, or none, to be said with kMisconfigured; nothing
/// where it is this realm's, or silent, or where there is no URL.
std::optional<Failure> other_server(const std::string& url, const wire::Realm& realm);
/// Reads only; with --save it keeps each answer, and the realm.
std::unique_ptr<wire::Transport> record_source(const RecordOptions& options);
/// The same for who can say nothing without the whole record: its get() throws Failure
/// (kUnreachable) when the server does not answer.
std::unique_ptr<wire::Transport> answering_source(const RecordOptions& options);

}  // namespace eq::app
