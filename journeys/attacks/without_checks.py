#!/usr/bin/env python3
"""Is each attack stopped by the checks that its comment names?

    without_checks.py SCRATCH [--sample N] [--jobs N] [--preset NAME] [--absent-from PROGRAM]... [CMAKE ARGUMENT...]
    without_checks.py SCRATCH --lay-out

Copies the tree to SCRATCH, gives every check a switch there (WITHOUT=name,name leaves those checks
out), builds attacks_test, and runs each attack without its checks: it must then succeed, that is, its
test must fail; with all checks in place it must pass.  Exit 1 if an attack does not behave so, if a
check is no longer found in the sources, or if an attack is missing from the table.

With --lay-out the copy is made and nothing else: `make test` builds it with the sanitizers, so that one
build serves them and the attacks.

With --sample N only N attacks are run, others each day, so that all have had their turn after a few
days; the whole table is compared with the sources all the same.  A second run in the same SCRATCH
builds only what has changed.  What is built there can leave checks out, so nothing can be installed
from it, and its programs hold the symbol `equipoise_leaves_checks_out`, which is looked for in vain in
the programs named by --absent-from.  With REACHED=FILE a program appends the names of the checks that it came to.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

SWITCH = '''#pragma once
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include "eq/crypto/hash.h"
struct EquipoiseLeftOut {
  std::set<std::string, std::less<>> names, reached;
  const char* const list = std::getenv("REACHED");
  EquipoiseLeftOut() {
    const char* all = std::getenv("WITHOUT");
    for (std::string_view rest = all ? all : ""; !rest.empty();) {
      const auto comma = rest.find(',');
      names.emplace(rest.substr(0, comma));
      rest.remove_prefix(comma == rest.npos ? rest.size() : comma + 1);
    }
  }
  ~EquipoiseLeftOut() {
    std::FILE* out = list ? std::fopen(list, "a") : nullptr;
    if (!out) return;
    for (const auto& name : reached) std::fprintf(out, "%s\\n", name.c_str());
    std::fclose(out);
  }
};
extern "C" inline __attribute__((used, noinline)) bool equipoise_leaves_checks_out(const char* name) {
  static EquipoiseLeftOut all;
  if (all.list) all.reached.emplace(name);
  return !all.names.empty() && all.names.contains(std::string_view(name));
}
inline bool without(const char* name) { return equipoise_leaves_checks_out(name); }
'''
NOT_INSTALLED = '''
install(CODE "message(FATAL_ERROR \\"this tree leaves checks out: nothing is installed from it\\")")
'''

# Per file: (a check as it stands in the source, the same with its switch).  Where the second is a mere name, the
# first is a whole statement, left out under that name.
CHECKS = {
    'eq/franking/commit.cpp': [
        ('TRY(check_sigma2(header, cf, out.content.token.pke, out.sigma2));', 'open_sigma2'),
        ('REQUIRE_OR(equal_ct(commit(header, f, out.fk.reveal("recompute the commitment")).bytes, cf.bytes), Err::forged);', 'open_cf'),
    ],
    'eq/franking/accept.cpp': [
        ('TRY(check(token, a.sender, *issuer));', 'accept_token'),
        ('REQUIRE_OR(!seen.contains(token.pke), Err::stale);', 'accept_seen'),
        ('REQUIRE_OR(header.conversation == a.conversation && header.mls_epoch == a.mls_epoch, Err::forged);', 'accept_header'),
        ('REQUIRE_OR(s.seq > before.seq, Err::stale);', 'accept_backwards'),
        ('REQUIRE_OR(s.time >= before.time, Err::forged);', 'accept_time'),
        ('TRY(verify(s, a.conversation, a.data.cf, *key));', 'accept_sigma3'),
        ('''  if (s.seq == before.seq + 1)
''',
         '''  if (s.seq == before.seq + 1 && !without("accept_chain"))
'''),
    ],
    'eq/franking/stamp.cpp': [
        ('next.time >= previous.time &&',
         '(without("follows_time") || next.time >= previous.time) &&'),
    ],
    'eq/franking/verify.cpp': [
        ('REQUIRE_OR(check_sigma2(item.header, cf, token.pke, item.sigma2).ok(), Flaw::commitment);', 'exam_sigma2'),
        ('REQUIRE_OR(check(token, item.sender, *key).ok(), Flaw::borrowed_token);', 'exam_token'),
        ('REQUIRE_OR(verify(s, conversation, cf, *key).ok(), Flaw::stamp);', 'exam_stamp'),
        ('if (previous) REQUIRE_OR(s.seq == previous->seq + 1 && s.time >= previous->time, Flaw::order);',
         'if (previous && !without("exam_order")) REQUIRE_OR(s.seq == previous->seq + 1 && s.time >= previous->time, Flaw::order);'),
        ('if (previous) REQUIRE_OR(follows(*previous, s, conversation, cf, message_hash), Flaw::chain);',
         'if (previous && !without("exam_chain")) REQUIRE_OR(follows(*previous, s, conversation, cf, message_hash), Flaw::chain);'),
        ('if (full->header.conversation != report.conversation) return',
         'if (full->header.conversation != report.conversation && !without("exam_header")) return'),
        ('if (!spent.insert(content->token.pke).second) return',
         'if (!spent.insert(content->token.pke).second && !without("exam_repeat")) return'),
        ('REQUIRE_OR(s.time >= now - kReportWindow_ms, Flaw::expired);', 'exam_age'),
    ],
    'parties/moderator/intake.cpp': [
        ('if (at > environment.now + kClockSlack_ms || at < environment.now - franking::kReportWindow_ms) continue;',
         'if (!without("old_keys") && (at > environment.now + kClockSlack_ms || at < environment.now - franking::kReportWindow_ms)) continue;'),
    ],
    'eq/mls/secret_tree.cpp': [
        ('''  const std::uint32_t used = f.key_.generation;
''',
         '''  const std::uint32_t used = f.key_.generation;
  if (without("mls_keep")) { std::erase_if(r.kept, [&](const MessageKey& k) { return k.generation == used; }); r.kept.push_back(f.key_.clone()); }
'''),
        ('return k.generation == used || k.generation + kMaxBack',
         'return (k.generation == used && !without("mls_keep")) || k.generation + kMaxBack'),
    ],
    'eq/mls/group_process.cpp': [
        ('RULE(trust.accepts.has(MLS_TRY(kind_of(pub->content.sender.type, pub->content.type()))), kind_not_accepted);', 'mls_policy'),
    ],
    'eq/mls/group_commit.cpp': [
        ('for (const Hash& ref : options.proposals) commit.proposals.push_back({to_bytes(ref)});',
         '''for (const Hash& ref : options.proposals) commit.proposals.push_back({to_bytes(ref)});
  if (without("mls_named")) for (const KnownProposal& k : now.known) commit.proposals.push_back({to_bytes(k.ref)});'''),
    ],
    'parties/client/inbox.cpp': [
        ('''  TRY(check_own_stamp(state, environment, conversation, *sent, stamp));
''',
         '''  if (!without("own_stamp")) TRY(check_own_stamp(state, environment, conversation, *sent, stamp));
'''),
        ('keep_place(state, d);',
         '{ if (!without("keep_place")) keep_place(state, d); }'),
        ('''auto opened = TRY(c.group->open(d.body));''',
         '''auto* group = &*c.group;
    if (without("swap_group")) group = &*state.conversations.at(ConversationId::from(mls::read_frame(d.body)->group_id).take()).group;
    auto opened = TRY(group->open(d.body));'''),
        ('c.group->use_up(std::move(opened));', 'if (!without("swap_group")) c.group->use_up(std::move(opened));'),
        ('if (taken.error() != Err::unavailable) {', 'if (taken.error() != Err::unavailable && !without("alone")) {'),
        ('''  c.standing = Membership::member;
''',
         '''  if (!without("mark_back")) c.standing = Membership::member;
'''),
        ('REQUIRE_OR(m->epoch == c.group->epoch(), Err::stale);', 'client_epoch'),
        ('      if (!settle(state, environment, d)) state.left_there.push_back(', '      REQUIRE_OR(fits(state.aside, d.body.size()) || !without("aside_alone"), Err::unavailable);\n      if (!settle(state, environment, d)) state.left_there.push_back('),
        ('  const auto mark = check_access(', '  if (without("known_first")) TRY(DayObjects::know(state, environment, stamp.time));\n  const auto mark = check_access('),
    ],
    'parties/client/invitation.cpp': [
        ('REQUIRE_OR(welcome.group.epoch() > above, Err::stale);', 'again_epoch'),
        ('if (is_active && !known->second.invited_above)', 'if (is_active && !without("again_active") && !known->second.invited_above)'),
        ('above = known->second.invited_above.value_or(known->second.group->epoch());',
         'above = without("again_floor") ? known->second.group->epoch() : known->second.invited_above.value_or(known->second.group->epoch());'),
        ('again.unexpected.push_back(*account);', 'if (!without("again_unexpected")) again.unexpected.push_back(*account);'),
    ],
    'parties/client/removal.cpp': [
        ('for (const auto leaf : leaves_of(group, account)) intent.remove.push_back(leaf);',
         'for (const auto leaf : leaves_of(group, account)) { intent.remove.push_back(leaf); if (without("every_leaf")) break; }'),
        ('(void)sync(state, environment).ok();', 'brought_back'),
        ('if (!done.ok() || !is_member(*c.group, account)) return done;', 'if (!done.ok() || without("brought_back") || !is_member(*c.group, account)) return done;'),
    ],
    'parties/client/chat.cpp': [
        ('return std::optional(Intent{});', 'if (without("renew_leaf")) return Err::missing;\n      return std::optional(Intent{});'),
    ],
    'parties/client/key_packages.cpp': [
        ('REQUIRE_OR(TRY(account_of(kp.leaf.credential())) == account, Err::forged);', 'package_account'),
        ('''  std::size_t left = 0;
  for (const auto& id : held.once)
''', '''  std::size_t left = without("packages_asked") ? state.key_packages.size() : 0;
  for (const auto& id : held.once)
'''),
        ('left < kKeyPackages && state.key_packages.size() < kKeyPackageSecretsMax;',
         'left < kKeyPackages && (without("packages_kept") || state.key_packages.size() < kKeyPackageSecretsMax);'),
    ],
    'parties/platform/accounts.cpp': [
        ('if (package.ok()) return std::optional(std::move(package).take());',
         'if (package.ok() && !without("last_resort")) return std::optional(std::move(package).take());\n  if (package.ok()) return std::optional<Bytes>();'),
        ('const bool has_share = before < kUsedUpPerDay;', 'const bool has_share = without("taker_share") || before < kUsedUpPerDay;'),
    ],
    'eq/gate/ratchet.cpp': [
        ('REQUIRE_OR(reaches_index(index_, index), Err::too_large);', 'reach_index'),
    ],
    'parties/client/change.cpp': [
        ('for (const auto leaf : intent.remove) inputs.push_back(mls::RemoveMember{leaf});', 'mls_remove'),
        ('TRY(check_effect(group, staged, intent));', 'effect'),
    ],
    'parties/client/outbox.cpp': [
        ('REQUIRE_OR(conversation.group->is_active() && conversation.unexpected.empty(), Err::refused);',
         'REQUIRE_OR(conversation.group->is_active() && (without("unexpected") || conversation.unexpected.empty()), Err::refused);'),
        ('REQUIRE_OR(conversation.removing.empty(), Err::unavailable);', 'removal_first'),
        ('for (const AccountId& account : state.conversations.at(id).removing) std::erase(out, account);', 'removed_readers'),
        ('for (const AccountId& account : change.added) std::erase(out, account);', 'untold_readers'),
        ('if (TRY(find(state, next.conversation))->removing.empty()) return out;',
         'if (without("held_alone") || TRY(find(state, next.conversation))->removing.empty()) return out;'),
        ('TRY(finish_removals(state, environment, conversation));', 'removal_first'),
        ('if (environment.server.last_code() == wire::Code::forged) mark_broken(state, c, Err::forged);', 'broken_key'),
        ('if (environment.server.last_code() == wire::Code::refused && tries + 1 < kPostTries) {',
         'if (environment.server.last_code() == wire::Code::refused && tries + 1 < kPostTries && !without("laid_locator")) {'),
    ],
    'parties/client/access.cpp': [
        ('return objects.valid().empty() ? AccessMark::no_object : AccessMark::unproven;',
         'return objects.valid().empty() ? AccessMark::no_object : without("access_mark") ? AccessMark::sealed : AccessMark::unproven;'),
    ],
    'parties/client/directory.cpp': [
        ('return TRY(look_up(*s_, *h_, *account)).has_device({*key}) ? ok()',
         'return without("directory_check") || TRY(look_up(*s_, *h_, *account)).has_device({*key}) ? ok()'),
        ('asked_.insert(*account).second)', '!without("ask_again") && asked_.insert(*account).second)'),
    ],
    'eq/wire/directory.cpp': [
        ('REQUIRE_OR(record.id() == account && record.realm == realm.name, Err::forged);',
         'REQUIRE_OR((without("record_id") || record.id() == account) && record.realm == realm.name, Err::forged);'),
        ('REQUIRE_OR(record.version >= before.version, Err::stale);', 'record_version'),
        ('REQUIRE_OR(head.size >= seen.directory->size, Err::stale);', 'directory_back'),
        ('TRY(tlog::verify_consistency(*seen.directory, head, shown.since));', 'directory_continues'),
        ('REQUIRE_OR(vouched.from(now - recent.old_ms), Err::unavailable);', 'directory_fresh'),
        ('TRY(keytrans::verify_newest(shown.known, account, *answer->newest));', 'look_up_proof'),
    ],
    'parties/client/own_record.cpp': [
        ('if (now < watch.next && watch.next <= now + kDay_ms) return;',
         'if (without("own_check") || (now < watch.next && watch.next <= now + kDay_ms)) return;'),
    ],
    'parties/platform/conversations.cpp': [
        ('REQUIRE_OR(members.size() + request.added.size() <= wire::kMembersMax + removed.size(), Code::too_large);',
         'REQUIRE_OR(!without("left_out") || removed.size() == request.removed.size(), Code::refused);\n  REQUIRE_OR(members.size() + request.added.size() <= wire::kMembersMax + removed.size(), Code::too_large);'),
        ('REQUIRE_OR(TRY(coded(keys_in(step.store, Table::locators, place, end_of(place), 1))).empty(), Code::refused);', 'locator_once'),
        ('REQUIRE_OR(data.header.conversation == conv && data.header.mls_epoch == row.epoch, Code::malformed);',
         'REQUIRE_OR(without("platform_header") || (data.header.conversation == conv && data.header.mls_epoch == row.epoch), Code::malformed);'),
        ('  const auto data = TRY(coded(decode<franking::AuthenticatedData>(frame.authenticated_data)));',
         '''  auto read = decode<franking::AuthenticatedData>(frame.authenticated_data);
  if (!read.ok() && without("platform_read")) { franking::AuthenticatedData none; none.header.conversation = ConversationId::from(frame.group_id).take(); none.header.mls_epoch = frame.epoch; read = none; }
  const auto data = TRY(coded(std::move(read)));'''),
        ('REQUIRE_OR(row->epoch == frame.epoch, Code::stale_epoch);', 'platform_epoch'),
        ('REQUIRE_OR(equal_ct(wire::message_tag(row.send_key, request.message), request.tag), Code::forged);', 'platform_tag'),
        ('const Day last = first + kDayKeysAhead;', 'const Day last = without("keys_ahead") ? first : first + kDayKeysAhead;'),
    ],
    'parties/platform/platform.cpp': [
        ('REQUIRE_OR(!TRY(step.has(Table::nonces, nonce)), Code::replayed);',
         '{ const bool again = TRY(step.has(Table::nonces, nonce)); REQUIRE_OR(!again || without("nonce"), Code::replayed); }'),
    ],
    'eq/wire/auth.cpp': [
        ('REQUIRE_OR(skew <= kRequestSkew_ms, Err::stale);',
         'REQUIRE_OR(skew <= kRequestSkew_ms || without("request_time"), Err::stale);'),
        ('REQUIRE_OR(crypto::verify(r.key, signed_text(r, verb, realm), r.signature), Err::forged);',
         'REQUIRE_OR(without("request_sig") || crypto::verify(r.key, signed_text(r, verb, realm), r.signature), Err::forged);'),
    ],
    'eq/wire/account.cpp': [
        ('REQUIRE_OR(crypto::verify(record.account_key,',
         'REQUIRE_OR(without("record_sig") || crypto::verify(record.account_key,'),
    ],
    'parties/platform/entries.cpp': [
        ('REQUIRE_OR(entry.actor == actor, Code::unauthorised);', 'act_actor'),
        ('REQUIRE_OR(actor != order::Actor::agency || entry.name == step.realm.find(sender.key)->name, Code::unauthorised);', 'act_name'),
        ('REQUIRE_OR(next.ok() || next.error() != Err::stale, Code::conflict);', 'enter_list'),
        ('  TRY(coded(next));\n  REQUIRE_OR(!request.blobs', '  if (!without("enter_list")) TRY(coded(next));\n  REQUIRE_OR(!request.blobs'),
    ],
    'eq/list/history.cpp': [
        ('REQUIRE_OR(next.head.version == (last ? last->head.version + 1 : 1), Err::stale);', 'list_turn'),
        ('REQUIRE_OR(next.head.previous == (last ? last->head.id() : crypto::Digest{}), Err::stale);', 'list_turn'),
        ('REQUIRE_OR(!is_of_another_kind(keys_, terms.key.bytes(), head.head.kind), Err::refused);', 'kind_key'),
    ],
    'eq/wire/list_reader.cpp': [
        ('REQUIRE_OR(history.newest(kind) && history.newest(kind)->index == published.index, Err::stale);', 'list_newest'),
    ],
    'parties/hotline/certify.cpp': [
        ('REQUIRE_OR(!another || last->at + kHeldBack_ms <= now, Err::refused);', 'one_head'),
    ],
    'eq/list/reporting.cpp': [
        ('REQUIRE_OR(crypto::sha256(bytes) == reporting.terms.table, Err::forged);', 'table_digest'),
        ('REQUIRE_OR(table.rows() == reporting.rows, Err::refused);', 'table_rows'),
        ('REQUIRE_OR(crypto::verify(c.key, {view(kCoverageLabel), encode(head.head().kind), encode(c.coverage)}, c.signature), Err::forged);', 'coverage_sig'),
        ('REQUIRE_OR(TRY(voucher::uncovered_rows(table, all, kJurisdictionsMin)) == 0, Err::refused);', 'coverage'),
    ],
    'eq/list/entry.cpp': [
        ('REQUIRE_OR(crypto::verify(a.key, {view(kEntryLabel), digest}, a.signature), Err::forged);', 'attestation'),
    ],
    'parties/hotline/disputes.cpp': [
        ('if (d.dispute.id() == dispute->id() || (same && !d.answer)) return false;', 'dispute_once'),
        ('if (std::find(devices.begin(), devices.end(), letter.from) == devices.end()) return false;', 'dispute_device'),
    ],
    'parties/client/disputes.cpp': [
        ('REQUIRE_OR(is_awaited, Err::forged);', 'answer_from'),
    ],
    'eq/list/mode.cpp': [
        ('rule.basis->region == rule.region && rule.basis->kind == kind, Err::malformed);',
         'rule.basis->region == rule.region && (without("basis_kind") || rule.basis->kind == kind), Err::malformed);'),
        ('REQUIRE_OR(rule.mode != Mode::report_after_threshold || may_report(kind), Err::malformed);', 'drill_mode'),
        ('else if (!crypto::verify(court,', 'else if (!without("basis_sig") && !crypto::verify(court,'),
        ('else if (now >= rule.basis->until)', 'else if (!without("basis_time") && now >= rule.basis->until)'),
    ],
    'eq/voucher/past.cpp': [
        ('REQUIRE_OR(verify(q.receipt, service) && q.receipt.elements == crypto::sha256(q.elements), Err::forged);',
         'REQUIRE_OR((without("past_receipt") || verify(q.receipt, service)) && '
         '(without("past_elements") || q.receipt.elements == crypto::sha256(q.elements)), Err::forged);'),
        ('REQUIRE_OR(may_be_asked_from(q.receipt, days) <= now, Err::refused);', 'past_early'),
    ],
    'parties/platform/past.cpp': [
        ('REQUIRE_OR(voucher::is_part_of(reporting.shared_key(), points, e.part), Code::forged);', 'past_part'),
    ],
    'eq/voucher/holders.cpp': [
        ('if (!is_part_of(key, points, p)) {', 'if (!without("part_proof") && !is_part_of(key, points, p)) {'),
    ],
    'parties/client/matching.cpp': [
        ('given.mode == here.standing.mode && given.subject == head.head().consent_subject(region);',
         '(without("consent") || (given.mode == here.standing.mode && given.subject == head.head().consent_subject(region)));'),
        ('REQUIRE_OR(mode.acts(list::Mode::warn_user_only), Err::refused);', 'look_up_mode'),
    ],
    'parties/platform/vouchers.cpp': [
        ('REQUIRE_OR(request.number > TRY(step.find<std::uint64_t>(Table::voucher_numbers, last)).value_or(0), Code::replayed);', 'voucher_number'),
    ],
    'parties/moderator/matched.cpp': [
        ('REQUIRE_OR(!known.matched || known.matched->found.log_index() != sent.log_index, Err::refused);', 'matched_once'),
    ],
    'parties/moderator/proven_match.cpp': [
        ('REQUIRE_OR(is_holder && letter.entries.size() == pictures.size(), Err::forged);',
         'REQUIRE_OR((is_holder || without("comparison_holder")) && letter.entries.size() == pictures.size(), Err::forged);'),
        ('REQUIRE_OR(crypto::verify(letter.hotline, wire::comparison_text(realm.name, of.kind, compared, letter.entries), letter.comparison), Err::forged);',
         'comparison_signature'),
        ('if (letter.entries[i] && record.has_device(p.device))', 'if (letter.entries[i] && (without("matched_device") || record.has_device(p.device)))'),
    ],
    'eq/voucher/opening.cpp': [
        ('if (!p || encode(p->entry_) != encode(entry)) return std::nullopt;',
         'if (!p || (encode(p->entry_) != encode(entry) && !without("matched_commitment"))) return std::nullopt;\n  if (p) p->entry_ = entry;'),
    ],
    'eq/list/head.cpp': [
        ('REQUIRE_OR(reporting->rows <= slots, Err::malformed);', 'overfull'),
        ('REQUIRE_OR(distinct.size() >= kAuthoritiesMin && jurisdictions.size() >= kJurisdictionsMin, Err::refused);',
         'REQUIRE_OR((without("two_authorities") || distinct.size() >= kAuthoritiesMin) && (without("two_jurisdictions") || jurisdictions.size() >= kJurisdictionsMin), Err::refused);'),
        ('REQUIRE_OR(head.version >= last_seen, Err::stale);', 'list_version'),
        ('!it->kinds.has(kind) ?', '(!it->kinds.has(kind) && !without("signer_kind")) ?'),
        ('REQUIRE_OR(logged->head.kind == kind, Err::refused);', 'list_kind'),
        ('REQUIRE_OR(!reporting || may_report(kind), Err::malformed);', 'drill_reporting'),
    ],
    'eq/list/filter.cpp': [
        ('REQUIRE_OR(crypto::sha256(filter_bytes) == head.head().filter_digest, Err::forged);', 'filter_digest'),
    ],
    'eq/crypto/voprf.cpp': [
        ('REQUIRE_OR(dleq_verify(statement, evaluation.proof), Err::forged);',
         'REQUIRE_OR(without("voprf_proof") || dleq_verify(statement, evaluation.proof), Err::forged);'),
    ],
    'eq/tlog/replay.cpp': [
        ('if (!root || *root != checkpoint.root())', 'if (!without("replay_root") && (!root || *root != checkpoint.root()))'),
        ('if (leaf_hash(*entry) != leaf) return',
         'if (leaf_hash(*entry) != leaf && !without("bundle_hash")) return'),
        ('if (r.empty()) return fault(Err::forged, name, index, "entry is missing");',
         'if (r.empty()) { if (without("bundle_missing")) { entries.push_back(entries.front()); ++index; continue; } return fault(Err::forged, name, index, "entry is missing"); }'),
        ('''  std::uint64_t good = 0;
''',
         '''  std::uint64_t good = 0;
  if (without("known")) return {};
'''),
    ],
    'eq/tlog/merkle.cpp': [
        ('return sn == 0 && r == head.root ? Status() : Status(Err::forged);',
         'return without("inclusion") || (sn == 0 && r == head.root) ? Status() : Status(Err::forged);'),
    ],
    'eq/tlog/fresh.cpp': [
        ('REQUIRE_OR(vouched.from(own - kFreshness_ms), Err::stale);', 'fresh'),
    ],
    'eq/wire/pages.h': [
        ('bool ask() { return asked_++ < kPagesMax; }', 'bool ask() { return asked_++ < kPagesMax || without("pages_end"); }'),
        ('REQUIRE_OR(number > seen_ && number <= most_, Err::forged);', 'pages_ahead'),
        ('if (seen_ == 0 || asked_ > 1) return false;', 'if (seen_ == 0 || asked_ > 1 || without("begin_again")) return false;'),
    ],
    'eq/wire/day_key.cpp': [
        ('''  if (const auto known = keys.find(role, day)) return *known;
  const auto read''',
         '''  if (without("logged_day_key")) {
    const auto told = fetch_day_key(server, role, day);
    if (told.ok()) { keys.trust(*told); return told->key; }
  }
  if (const auto known = keys.find(role, day)) return *known;
  const auto read'''),
    ],
    'eq/franking/logged_day_keys.h': [
        ('  std::uint64_t log_read() const',
         '  void trust(const DayKeyCertificate& c) { known_.insert_or_assign(std::pair{c.role, c.day}, c); }\n  std::uint64_t log_read() const'),
    ],
    'eq/tlog/checkpoint.cpp': [
        ('REQUIRE_OR(times.size() >= policy.quorum, Err::forged);',
         '''if (without("cosigned")) times.resize(std::max<std::size_t>(times.size(), policy.quorum));
  REQUIRE_OR(times.size() >= policy.quorum, Err::forged);'''),
    ],
    'eq/tlog/witness.cpp': [
        ('if (r.add.old_size != old.size)',
         'if (r.add.old_size != old.size && !without("witness_size"))'),
        ('if (!consistent(old, r))',
         'if (!consistent(old, r) && !without("witness_proof"))'),
    ],
    'parties/auditor/days.cpp': [
        ('if (!order::lists_the_orders(t, what_.book)) return', 'if (!without("listed_orders") && !order::lists_the_orders(t, what_.book)) return'),
    ],
    'parties/auditor/times.cpp': [
        ('else if (!objected->by(order::window_over(', 'else if (!without("late_objection") && !objected->by(order::window_over('),
        ('if (TRY(witnessed_.at(p.index)).by(start_of(order::first_day_of(due)))) due = p.month;',
         'if (without("postponed_late") || TRY(witnessed_.at(p.index)).by(start_of(order::first_day_of(due)))) due = p.month;'),
    ],
    'eq/order/approve.cpp': [
        ('f.terms.confirm_by > realm.profile.confirm_by(now + kClockSlack_ms)', '!without("longer_hour") && f.terms.confirm_by > realm.profile.confirm_by(now + kClockSlack_ms)'),
        ('if (!crypto::verify(realm.judge, judge_message(f.terms, realm.realm), f.judge)) return',
         'if (!without("judge") && !crypto::verify(realm.judge, judge_message(f.terms, realm.realm), f.judge)) return'),
        ('if (!blind.ok() || gate::commit_order(gate::tag(realm.realm, opening.account), *blind) != terms->commitment) {',
         'if (!without("opening") && (!blind.ok() || gate::commit_order(gate::tag(realm.realm, opening.account), *blind) != terms->commitment)) {'),
    ],
    'eq/order/scope_rules.cpp': [
        ('if (basis == Basis::foreign && s.urgency == Urgency::emergency && rule->emergency == InEmergency::never) {',
         'if (!without("foreign_emergency") && basis == Basis::foreign && s.urgency == Urgency::emergency && rule->emergency == InEmergency::never) {'),
        ('if (s.first < realm.e_0 || start_of(s.first) < now + kLead_ms) {',
         'if (!without("r4") && (s.first < realm.e_0 || start_of(s.first) < now + kLead_ms)) {'),
        ('if (s.last.n - s.first.n >= p.days_max) {',
         'if (s.last.n - s.first.n >= p.days_max && !without("r3")) {'),
    ],
    'eq/order/form.cpp': [
        ('else if (asks_for_many(account))',
         'else if (asks_for_many(account) && !without("r1"))'),
        ('const auto id = AccountId::from_hex(account);',
         '''auto id = AccountId::from_hex(account);
  if (!id.ok() && without("r2")) id = AccountId{crypto::sha256(view(account))};'''),
    ],
    'eq/order/entry.cpp': [
        ('if (t.last < t.first || t.last.n - t.first.n >= p.days_max) return',
         'if (!without("entry_r3") && (t.last < t.first || t.last.n - t.first.n >= p.days_max)) return'),
        ('if (!crypto::verify(realm.judge, judge_message(t, realm.realm), e.judge)) return',
         'if (!without("entry_judge") && !crypto::verify(realm.judge, judge_message(t, realm.realm), e.judge)) return'),
    ],
    'eq/order/quorum.h': [
        ('custodians.threshold == 0 || good.size() < custodians.threshold',
         'custodians.threshold == 0 || (good.size() < custodians.threshold && !without("pick_quorum"))'),
    ],
    'eq/order/authorities.cpp': [
        ('REQUIRE_OR(s.index > last, Err::forged);',
         'REQUIRE_OR(s.index > last || without("quorum"), Err::forged);'),
        ('signatures.size() >= custodians.threshold, Err::forged);',
         '(without("quorum") || signatures.size() >= custodians.threshold), Err::forged);'),
        ('REQUIRE_OR(key != nullptr && crypto::verify(key->signing, message, s.signature), Err::forged);',
         'REQUIRE_OR(without("quorum_sig") || (key != nullptr && crypto::verify(key->signing, message, s.signature)), Err::forged);'),
    ],
    'eq/order/acceptance.cpp': [
        ('REQUIRE_OR(custodians.known_from == realm.custodians_on(day, kWholeLog).known_from, Err::stale);', 'in_office'),
        ('if (!names_the_orders(t, epoch->object(), book)) {',
         'if (!without("same_orders") && !names_the_orders(t, epoch->object(), book)) {'),
        ('REQUIRE_OR(logged.seen_by().by(start_of(day) - kLead_ms), Err::stale);', 'lead'),
        ('if (book.active_on(t.epoch, kWholeLog) != book.active_on(t.epoch, t.order_log.size)) {',
         'if (!without("stopped_since") && book.active_on(t.epoch, kWholeLog) != book.active_on(t.epoch, t.order_log.size)) {'),
        ('REQUIRE_OR(crypto::sha256(blobs.w) == t.w && crypto::sha256(blobs.proof) == t.proof, Err::forged);',
         'REQUIRE_OR(without("accept_digest") || (crypto::sha256(blobs.w) == t.w && crypto::sha256(blobs.proof) == t.proof), Err::forged);'),
        ('REQUIRE_OR(names_the_orders(t, epoch.object(), orders), Err::forged);', 'orders_named'),
        ('logged.index() == day.n - realm.e_0.n && t.epoch == day, Err::missing);',
         '(without("place") || (logged.index() == day.n - realm.e_0.n && t.epoch == day)), Err::missing);'),
    ],
    'eq/order/succession.cpp': [
        ('if (!verify_handover(before.keys(), e.record, e.handover).ok()) {',
         'if (!without("succession_handover") && !verify_handover(before.keys(), e.record, e.handover).ok()) {'),
    ],
    'eq/order/life.cpp': [
        ('if (c.stage == Stage::refused) return', 'if (c.stage == Stage::refused && !without("standing_objection")) return'),
        ('if (auto over = ended(c, p)) return std::move(*over);', 'standing_stopped'),
        ('if (c.waits_for_clarification()) return', 'if (c.waits_for_clarification() && !without("standing_asked")) return'),
        ('if (c.reviewed()) return p.refuse(Rule::conflict, "A judge has not decided yet.");', 'standing_review'),
        ('if (!reviewed.by(window_over(t, c))) return {};', 'window_over'),
        ('if (c.flagged()) return', 'if (c.flagged() && !without("standing_flag")) return'),
        ('if (!in_time) return', 'if (!in_time && !without("unconfirmed")) return'),
        ('const Time by = t.confirm_by;', 'const Time by = without("hour_moves") ? p.confirm_by(times.asked.latest()) : t.confirm_by;'),
        ('if (book.present().passed(end)) return p.refuse(', 'if (book.present().passed(end) && !without("order_end")) return p.refuse('),
        ('if (c.kept && times.kept && times.kept->by(end)) end', 'if (c.kept && times.kept && (times.kept->by(end) || without("kept_late"))) end'),
    ],
    'eq/order/case.cpp': [
        ('if (c.raised.contains({act, by})) return', 'if (c.raised.contains({act, by}) && !without("raised_once")) return'),
        ('if (!names_one_of(c.flags, e.about)) return', 'if (!names_one_of(c.flags, e.about) && !without("lift_names")) return'),
        ('std::erase_if(c.flags, [&](const Doubt& d) { return d.id == e.about; });',
         'std::erase_if(c.flags, [&](const Doubt& d) { return d.id == e.about || without("lift_one"); });'),
    ],
    'eq/order/reading.cpp': [
        ('if (terms.number == 0 || book_.find(terms.number) != nullptr) return',
         'if (terms.number == 0 || book_.find(terms.number) != nullptr || (without("any_number") && terms.number != book_.next_number())) return'),
        ('if (auto over = ended(*book_.case_of(e.order), profile_)) return std::move(*over);', 'void_intent'),
        ('if (c->commitment != terms.commitment.bytes()) return', 'if (c->commitment != terms.commitment.bytes() && !without("filed_account")) return'),
        ('if (auto over = ended(answered, profile_)) return std::move(*over);', 'void_answer'),
        ('if (const auto full = book_.full_day(terms.category, terms.first, terms.last))', 'if (const auto full = book_.full_day(terms.category, terms.first, terms.last); full && !without("full_day"))'),
        ('if (book_.acts_.contains(act.id)) return profile_.refuse(Rule::stage, "This very act stands in the log already.");', 'act_once'),
        ('if (own == nullptr || own->index != e.custodian) {',
         'if (!without("act_in_office") && (own == nullptr || own->index != e.custodian)) {'),
        ('else voids_.push_back({size_, allowed.error()});',
         'else { EQ_ASSERT(!without("void")); voids_.push_back({size_, allowed.error()}); }'),
    ],
    'parties/platform/log_book.cpp': [
        ('REQUIRE_OR(taken.ok(), code_of(taken.error(), entry, book.realm()));', 'log_check'),
    ],
    'eq/order/tally.cpp': [
        ('if (there.size() != c.count || records_root(there) != c.envelopes) {',
         'if (!without("tally_count") && (there.size() != c.count || records_root(there) != c.envelopes)) {'),
        ('if (!verify_held(tally.root, place_of(c.conv), value_of(c), c.place).ok()) {',
         'if (!without("tally_conversation") && !verify_held(tally.root, place_of(c.conv), value_of(c), c.place).ok()) {'),
        ('if (!as_counted.ok()) {', 'if (!as_counted.ok() && !without("tally_account")) {'),
    ],
    'eq/order/act.cpp': [
        ('if (!may(e.actor, e.act)) return', 'if (!may(e.actor, e.act) && !without("act_office")) return'),
        ('if (crypto::verify(key, message, e.signature)) return key;',
         'if (without("act_signature") || crypto::verify(key, message, e.signature)) return key;'),
    ],
    'eq/wire/log_reader.cpp': [
        ('REQUIRE_OR(crypto::sha256(blob) == digest, Err::forged);',
         'REQUIRE_OR(without("blob_digest") || crypto::sha256(blob) == digest, Err::forged);'),
    ],
    'eq/gate/epoch.cpp': [
        ('REQUIRE_OR(gate::verify_proof_var(*object, dealt.body(), *p).ok(), EpochFault::proof);', 'proof'),
        ('REQUIRE_OR(object->k() <= k_cap && object->k() == terms.k, EpochFault::degree);', 'cap'),
        ('REQUIRE_OR(object->wid() == wid, EpochFault::identifier);', 'wid'),
    ],
    'eq/gate/dealt.cpp': [
        ('REQUIRE_OR(signers.size() >= t.t(), Err::forged);', 'dealt_quorum'),
    ],
    'eq/gate/dealing.cpp': [
        ('for (std::size_t i = 0; i < std::size_t{terms.k} * terms.t(); ++i) f.push_back(Scalar::random(rng));',
         '''for (std::size_t i = 0; i < std::size_t{terms.k} * terms.t(); ++i) f.push_back(Scalar::random(rng));
  for (std::size_t i = 0; i < f.size(); ++i) if (without("degree") && i % terms.t() != 0) f[i] = Scalar();'''),
        ('    REQUIRE_OR(!d.f[i].is_identity(), DealingFault::identity);', 'degree'),
    ],
    'eq/gate/seal.cpp': [
        ('parts.c1 = crypto::two_products(sigma, generator(), rho, lae_u());',
         'parts.c1 = without("lossy") ? crypto::mul_base(sigma) : crypto::two_products(sigma, generator(), rho, lae_u());'),
        ('const Point ss = crypto::two_products(sigma, key.a(), rho, key.b());',
         'const Point ss = crypto::two_products(sigma, key.a(), without("lossy") ? Scalar() : rho, key.b());'),
        ('REQUIRE_OR(equal_ct(again.envelope, envelope), Err::forged);', 'envelope'),
    ],
    'eq/gate/release.cpp': [
        ('REQUIRE_OR(std::find(in_object.begin(), in_object.end(), commitment) != in_object.end(), Err::refused);', 'root'),
        ('REQUIRE_OR(equal_ct(want, proof.c), Err::forged);', 'root'),
    ],
    'eq/gate/open.cpp': [
        ('if (good.size() < dealt.terms.t()) return out;',
         'if (good.size() < dealt.terms.t() && (good.empty() || !without("combine_count"))) return out;'),
        ('} else if (crypto::mul_base(r.delta) != dealt.expected_delta_var(r.index, t)) {',
         '} else if (!without("scalar") && crypto::mul_base(r.delta) != dealt.expected_delta_var(r.index, t)) {'),
    ],
    'eq/order/extract.cpp': [
        ('if (!present.reached(end_of(day))) return', 'if (!present.reached(end_of(day)) && !without("day_over")) return'),
        ('if (intent->order != order.terms().number || intent->epoch != order.day()) {',
         'if (!without("intent_grant") && (intent->order != order.terms().number || intent->epoch != order.day())) {'),
    ],
    'eq/wire/realm_check.cpp': [
        ('REQUIRE_OR(realm.threshold >= 2 && realm.custodians.size() + 1 == 2u * realm.threshold, RealmFault::threshold);', 'quorums_meet'),
    ],
    'eq/crypto/cocktail.cpp': [
        ('while (polynomial.size() < s.params.threshold) polynomial.push_back(Scalar::random(rng));',
         '''polynomial.push_back(Scalar::random(rng));
  while (polynomial.size() < s.params.threshold) polynomial.push_back(without("degree") ? Scalar::from_u64(0) : Scalar::random(rng));'''),
    ],
    'parties/agency/open.cpp': [
        ('#include "eq/wire/day_key_owners.h"', '#include "eq/wire/day_key.h"\n#include "eq/wire/day_key_owners.h"'),
        ('const auto keys = franking::day_keys_of(TRY(read_orders(state, environment)).log, wire::day_key_owners(environment.realm));',
         '''const auto keys = without("agency_day_keys") ? [&] {
    franking::DayKeys told(environment.realm.moderator.signing, environment.realm.stamp_key);
    for (const auto role : {franking::Role::issuer, franking::Role::delivery})
      for (std::uint32_t d = 0; d < 3; ++d)
        if (const auto c = wire::fetch_day_key(environment.server, role, Day{day.n - 1 + d}); c.ok()) (void)told.add(*c);
    return told;
  }() : franking::day_keys_of(TRY(read_orders(state, environment)).log, wire::day_key_owners(environment.realm));'''),
        ('    if (opened.ok()) o->opened.push_back(',
         '    if (!opened.ok() && without("junk")) return order::stop(opened.error(), "junk");\n    if (opened.ok()) o->opened.push_back('),
        ('gate::open_some_leaf(day_key, r.conv, r.mls_epoch, gate::kLeavesTried, r.envelope)',
         'gate::open_some_leaf(day_key, r.conv, r.mls_epoch, without("reach_leaf") ? r.leaf_count : gate::kLeavesTried, r.envelope)'),
    ],
    'parties/platform/access.cpp': [
        ('  REQUIRE_OR(TRY(step.published(index)), Code::refused);',
         '''  if (without("intent_platform")) { order::IntentEntry any; any.order = 1; any.epoch = day; return any; }
  REQUIRE_OR(TRY(step.published(index)), Code::refused);'''),
        ('REQUIRE_OR(i.disposition != unclear || clarified, Code::refused);', 'answer_asked'),
    ],
    'parties/court/registry.cpp': [
        ('if (TRY(note_published(state, environment, day))) return order::stop(', 'if (!without("one_object") && TRY(note_published(state, environment, day))) return order::stop('),
        ('if (existing != state.days.end() && existing->second.sent) return', 'if (!without("one_object") && existing != state.days.end() && existing->second.sent) return'),
        ('if (intent->entry.order != r.order || intent->entry.epoch != r.epoch)',
         'if (!without("intent_court") && (intent->entry.order != r.order || intent->entry.epoch != r.epoch))'),
    ],
    'parties/court/court.cpp': [
        ('if (undecided) TRY(act<order::Act::withdraw>(state, environment, judge, orders, file.terms.filing));', 'withdrawn_in_public'),
    ],
    'parties/custodian/custodian.cpp': [
        ('if (before != state.consented.end() && before->second.terms != digest_of(file.terms)) return',
         'if (!without("one_consent") && before != state.consented.end() && before->second.terms != digest_of(file.terms)) return'),
    ],
    'parties/custodian/release.cpp': [
        ('if (first.receipt) return first;', 'if (first.receipt || without("receipt_first")) return first;'),
    ],
    'eq/evidence/verify.cpp': [
        ('else if (crypto::sha256(*bytes) != digest) r.add(',
         'else if (crypto::sha256(*bytes) != digest && !without("bag_digest")) r.add('),
        ('for (const auto& path : strays) r.add(',
         'for (const auto& path : strays) if (!without("bag_foreign")) r.add('),
        ('''  check_layout(r, items);
''',
         '''  if (!without("layout")) check_layout(r, items);
'''),
        ('if (m.sender != c.account) {',
         'if (m.sender != c.account && !without("ev_sender")) {'),
        ('const bool was_new = tlog::Present::at(head, r.facts->created).ok();',
         'const bool was_new = without("ev_head") || tlog::Present::at(head, r.facts->created).ok();'),
        ('if (!then || *then != in->checkpoint().head()) return',
         'if (!without("record_head") && (!then || *then != in->checkpoint().head())) return'),
        ('if (m.stamp.time < first || m.stamp.time >= end) {',
         'if (!without("ev_days") && (m.stamp.time < first || m.stamp.time >= end)) {'),
    ],
    'parties/auditor/evidence_check.cpp': [
        ('const Day day = day_of(message.stamp.time), before{day.n - 1};',
         '''if (without("ev_receipt")) return "";
    const Day day = day_of(message.stamp.time), before{day.n - 1};'''),
        ('if (!t || t->first != f.first || t->last != f.last || f.realm != realm_.name || f.agency != t->authority)',
         'if (!t || (!without("ev_order") && (t->first != f.first || t->last != f.last || f.realm != realm_.name || f.agency != t->authority)))'),
        ('      if (i >= c_.record.size() || c_.record[i].proof.index != entries[i])',
         '''      if (without("ev_record") && (i >= c_.record.size() || c_.record[i].proof.index != entries[i])) {
        seen_.emplace(entries[i], log_.checkpoint().seen_by());
        continue;
      }
      if (i >= c_.record.size() || c_.record[i].proof.index != entries[i])'''),
        ('else if (!fits(*application, order_->terms)) why', 'else if (!without("ev_fits") && !fits(*application, order_->terms)) why'),
        ('if (!relied_on || *relied_on != t.order_log) return', 'if (!without("day_head") && (!relied_on || *relied_on != t.order_log)) return'),
        ('as_of.against ? "The order does not stand"', 'as_of.against && !without("ev_standing") ? "The order does not stand"'),
        ('say_standing(*r_.now, "the public log");', 'ev_now'),
    ],
    'eq/order/as_of.cpp': [
        ('if (order.terms.basis == Basis::emergency && !c.confirmed)',
         'if (order.terms.basis == Basis::emergency && !c.confirmed && !without("as_of_unconfirmed"))'),
    ],
}

# Attack: the checks that stop it.
ATTACKS = {
    'Succession.ThoseWhoLeftCannotMakeAnObjectForADayThatIsTheirsNoMore': 'in_office',
    'Succession.AStrangerTakesNoOfficeEvenIfTheServiceLogsIt': 'succession_handover',
    'Succession.WhoLeftDoesNotFlagWhatComesAfter': 'act_in_office',
    'Book.OneCustodianStopsNobody': 'log_check',
    'Book.TheAgencyStopsNobody': 'log_check',
    'Book.TheCourtStopsNobody': 'log_check',
    'Book.AnOldLiftingDoesNotLiftANewFlag': 'act_once,lift_names,lift_one',
    'Book.AWeakFlagTakesNoOtherWithIt_ORD_46': 'lift_one',
    'Numbers.AnOrderKeptBackHoldsUpNoOther_ORD_45': 'any_number',
    'Numbers.WhatTheCourtTookBackIsNotLoggedAfterwards_CRT_16': 'withdrawn_in_public',
    'Numbers.NoCustodianConsentsToTwoOrdersOfOneNumber_CUS_15': 'one_consent',
    'Over.NothingIsLetGoAfterTheOrdersEnd_ORD_44': 'order_end',
    'Over.WhatIsOverIsNotKeptOpen_ORD_44': 'kept_late',
    'Lying.PagesWithoutAnEndKeepNobodyForEver_WIR_22': 'pages_end',
    'Lying.ANumberFarAheadUsesUpNone_WIR_22': 'pages_ahead',
    'Lying.WhoNumberedTooHighLosesNobodyForGood_WIR_22': 'begin_again',
    'Gate.WhoLaysJunkWhereAMessageIsToLieKeepsNobodyFromSending_CLI_43': 'laid_locator',
    'Show.AMessageSignedByAnotherKeyThanItsTokensIsNotShown_CLI_2': 'open_sigma2',
    'Show.AMessageThatCommitsToOtherWordsIsNotShown_CLI_2': 'open_cf',
    'Show.AMessageWithABorrowedTokenIsNotShown_CLI_2': 'accept_token',
    'Show.ATokenSpentTwiceIsShownOnce_CLI_2': 'accept_seen',
    'Show.AMessageSealedForAnotherConversationIsNotShown_CLI_2': 'platform_header,accept_header',
    'Show.ASilentWitnessMutesNobodyAtMidnight_PLT_42': 'keys_ahead',
    'Show.WhatAServiceHeapsUpStopsNothingElse_CLI_38': 'aside_alone',
    'Show.AnAnswerThatIsMissingInTheMiddleSpendsNoToken_CLI_39': 'known_first',
    'Show.AReplayedMessageIsShownOnce_CLI_2': 'mls_keep,accept_seen,accept_backwards',
    'Show.AStampWithAnotherTimeIsNotBelieved_CLI_2': 'accept_sigma3,accept_chain',
    'Show.AMessageStampedBeforeTheOneItAnswersIsNotShown_CLI_2': 'follows_time,accept_time',
    'Show.APlaceThatIsLeftOutLetsNoTimeRunBackwards_CLI_2': 'accept_time',
    'Show.AMessageOfAnotherChainIsNotShown_CLI_2': 'accept_chain',
    'Show.MessagesDeliveredInAnotherOrderAreNotShownInIt_CLI_2': 'accept_backwards',
    'Show.AFalseStampOnOnesOwnMessageIsNotTaken_CLI_2': 'own_stamp',
    'Show.AFalseLinkUnderOnesOwnFirstMessageIsNotTaken_CLI_2': 'own_stamp',
    'Ended.TheServiceDoesNotMoveTheHour_ORD_32': 'hour_moves',
    'Ended.NoCustodianConsentsToALongerHour_ORD_32': 'longer_hour',
    'Ended.APostponementDatedBackIsNamedByTheAuditor_AUD_15': 'postponed_late',
    'Objection.AnEmergencyFromAbroadIsHeldToTheLawHere_ORD_11': 'foreign_emergency',
    'Show.AMessageUnderADayKeyThatNoLogHasIsNotShown_WIR_10': 'logged_day_key',
    'OldView.AFlagIsNotHiddenByAnOlderCheckpoint_WIR_20': 'fresh',
    'OldView.AStoppedOrderIsNotSignedIntoADayToCome_ORD_30': 'stopped_since',
    'OldView.NothingIsSealedUnderAnOldView_WIR_20': 'fresh',
    'Member.AMessageThatDoesNotVerifyDoesNotMakeItsNeighboursUnreportable_CLI_8': 'keep_place',
    'Member.AMessageThatOpensForNobodyDoesNotMakeItsNeighboursUnreportable_CLI_8': 'keep_place',
    'Member.AMessageWithoutACommitmentGetsNoPlace_CLI_8': 'platform_read',
    'Member.WhoWasRemovedCannotPost_CLI_4': 'platform_epoch,platform_tag,platform_header,client_epoch',
    'Member.WhatSomebodyRemovedSendsIsNotShownEvenWithTheServicesHelp_CLI_4': 'client_epoch',
    'Member.WhoWasRemovedReadsNothingEvenWithTheServicesHelp_CLI_4': 'mls_remove,effect',
    'Membership.TheServiceDoesNotComeInWithTheNextChange_CLI_27': 'mls_policy,mls_named,effect',
    'Membership.WhatTheServiceLaysIntoAMailboxKeepsNobodyFromSending_CLI_2': 'mls_policy',
    'Membership.WhomNobodyTheOwnerTalkedToBroughtReadsNothingUnacknowledged_CLI_28': 'unexpected',
    'Membership.WhatWaitsIsNotSealedForAnUnexpectedNewcomer_CLI_28': 'unexpected',
    'Membership.AJunkCommitBreaksItsConversationAloneAndIsTold_CLI_29': 'alone',
    'Membership.ASendingKeyThatNobodyHasIsTold_CLI_29': 'broken_key',
    'Membership.ACommitThatNobodyMadeTakesNothingAway_CLI_29': 'mark_back',
    'Welcomes.AnOldOneBringsBackNoOldGroup_CLI_46': 'again_epoch',
    'Welcomes.OneThatNobodyAskedForShutsOutNoOther_CLI_46': 'again_floor',
    'Welcomes.NoneReplacesAGroupThatItsOwnerIsIn_CLI_46': 'again_active',
    'Welcomes.AGroupOfStrangersUnderAKnownNameGetsNoWordUnasked_CLI_46': 'again_unexpected',
    'Removal.WhatIsKeptFromWhoRemovedSealsNothingForWhoWasRemoved_CLI_45': 'removal_first',
    'Removal.ARemovalThatAnotherChangeOvertookIsDoneBeforeAnythingIsSaid_CLI_45': 'removal_first',
    'Removal.WhoBroughtInASecondDeviceIsPutOutWithBoth_CLI_45': 'every_leaf',
    'Removal.WhoLeftHerselfOutOfTheServicesListCanStillBePutOut_PLT_5': 'left_out',
    'Removal.WhoWasRemovedAndBroughtBackMeanwhileIsRemovedAgain_CLI_45': 'brought_back',
    'Removal.WhatIsWrittenWhileARemovalIsOnItsWayIsNotForWhoIsBroughtBack_CLI_45': 'removed_readers',
    'Removal.WhatWaitsForARemovalHoldsUpNoOtherConversation_CLI_26': 'held_alone',
    'Membership.WhatIsSaidAgainIsNotForWhoeverTheOwnerWasNotShown_CLI_41': 'untold_readers',
    'Gate.AJumpBeyondWhatAnOrderWouldFollowIsMarked_CLI_6': 'reach_index',
    'Gate.JunkUnderTheLocatorOfAMessageKeepsTheMessageOut_CLI_6': 'locator_once',
    'Reach.WhatACommitSaysOfTheTreeHidesNoEnvelope_CLI_6': 'reach_leaf',
    'Gate.AMessageWithoutAnEnvelopeIsMarked_CLI_6': 'access_mark',
    'Gate.AnEnvelopeThatIsNotMadeFromItsSeedIsMarked_CLI_6': 'envelope',
    'Report.AnAlteredWordIsRefused': 'exam_sigma2,exam_stamp',
    'Report.AMessageInventedByReporterAndServiceIsRefused': 'exam_token',
    'Report.AMessageUnderABorrowedNameIsRefused': 'exam_token',
    'Report.AMessageThatNeverPassedTheServiceIsRefused': 'exam_stamp',
    'Report.AMessageAtAnotherTimeIsRefused': 'exam_stamp',
    'Report.AGapThatIsNotShownAsWithheldIsRefused': 'exam_order,exam_chain',
    'Report.AWithheldMessageThatNeverWasIsRefused': 'exam_stamp,exam_chain',
    'Report.AMessageMovedToAnotherConversationIsRefused': 'exam_header,exam_stamp',
    'Report.AMessageShownTwiceIsRefused': 'exam_repeat,exam_order,exam_chain',
    'Report.AForgeryWithPublishedDayKeysComesTooLate': 'exam_age,old_keys',
    'Directory.AnotherAccountsRecordIsNotBens': 'record_id',
    'Directory.AKeyPackageUnderAnotherDevicesKeyIsNotBens': 'directory_check',
    'Directory.AKeyPackageOfSomebodyElseIsNotBens': 'package_account',
    'Directory.ADeviceThatBenDidNotSignIsNotBens': 'record_sig',
    'Replaced.AnOlderRecordIsARollback_WIR_21': 'directory_back,directory_continues,record_version',
    'Replaced.WhoSawNothingIsShownNoOlderRecordEither_WIR_23': 'look_up_proof',
    'Replaced.TheDirectoryOfBeforeIsNoAnswerAnHourLater_WIR_23': 'directory_fresh',
    'CopiedKey.TheOwnerFindsARecordThatHeDidNotMake_CLI_50': 'own_check',
    'CopiedKey.ADirectoryThatIsShownToTheOwnerAloneGrowsOld_CLI_50': 'directory_fresh',
    'Replaced.AKeyPackageOfAReplacedDeviceIsNotBelieved_CLI_35': 'ask_again',
    'Replaced.NoOfficeGoesBackToAnOlderRecord_WIR_21': 'directory_back,directory_continues,record_version',
    'Drain.WhoTakesEverythingMakesNobodyUnreachable_PLT_36': 'last_resort',
    'Drain.OneAccountUsesUpItsShare_PLT_36': 'taker_share',
    'Drain.WhatWasTakenIsReplaced_CLI_33': 'packages_asked',
    'Drain.AServiceThatNeverHasAnyFillsNoDevice_CLI_33': 'packages_kept',
    'Drain.ALeafOfTheLastResortIsReplacedAfterJoining_CLI_33': 'renew_leaf',
    'Requests.ARequestIsTakenOnce': 'nonce',
    'Requests.ARequestIsTakenForFiveMinutes': 'nonce,request_time',
    'Requests.ARequestIsItsSendersOnly': 'request_sig',
    'List.OneHotlineAloneCannotStopTheListInForce_PLT_11': 'enter_list',
    'List.OneHotlineAloneCertifiesNothing_CLI_7': 'two_authorities,two_jurisdictions',
    'List.OneHotlineTwiceCertifiesNothing_CLI_7': 'two_authorities,two_jurisdictions',
    'List.TwoHotlinesOfOneJurisdictionCertifyNothing_CLI_7': 'two_jurisdictions',
    'List.AListThatTheLogDoesNotHoldIsNotUsed_CLI_7': 'bundle_hash,inclusion',
    'KeptBack.ASecondHeadOfAVersionIsNotCountersigned_HOT_17': 'one_head',
    'KeptBack.ALateHeadDoesNotEnterTheLog_PLT_35': 'enter_list',
    'KeptBack.ALateHeadInTheLogStopsNobody_LST_16': 'list_turn',
    'List.AnOlderListThanOneSeenIsNotUsed_CLI_7': 'list_version,list_newest',
    'List.AnOlderLogThanOneSeenIsNotBelieved_CLI_7': 'known,list_version',
    'List.AFilterThatWasNotCertifiedIsNotUsed_CLI_7': 'filter_digest',
    'List.AnAnswerUnderAnotherKeyIsNotBelieved_CLI_7': 'voprf_proof',
    'List.AHotlineCannotMoveTheDayOfAnEntryAlone_HOT_11': 'attestation',
    'MatchedCase.AComparisonWithAnotherKindOfListMakesNoCase_MOD_14': 'comparison_signature',
    'Kinds.AHotlineOfOneKindCertifiesNoListOfAnother_PLT_41': 'signer_kind',
    'Kinds.AHeadOfAKindThatItsSignerMayNotCertifyIsVoid_LST_18': 'signer_kind',
    'Kinds.AListOfOneKindIsNotTakenForAnother_LST_18': 'list_kind,list_newest',
    'Kinds.ALegalBasisForOneKindPutsNoOtherIntoForce_LST_17': 'basis_kind',
    'Kinds.AHotlineCannotRelabelALegalBasis_LST_17': 'basis_sig',
    'Kinds.NothingIsComparedWithAKindWhoseSwitchIsOff_CLI_10': 'look_up_mode',
    'Kinds.TheKeyOfOneKindEvaluatesNoOther_LST_19': 'kind_key',
    'Kinds.ADrillThatReportsIsNoListAtAll_LST_17': 'drill_mode,drill_reporting',
    'Dispute.NobodyDisputesInSomebodyElsesName_HOT_14': 'dispute_device',
    'Dispute.TheSamePictureIsDisputedOnceAtATime_HOT_14': 'dispute_once',
    'Dispute.AnAnswerOfSomebodyElseIsNotBelieved_CLI_14': 'answer_from',
    'Dispute.AnAnswerToNothingOrASecondOneIsNotBelieved_CLI_14': 'answer_from',
    'Order.WithoutAJudgesSignatureNoCustodianConsents': 'judge',
    'Order.TermsThatTheJudgeDidNotSignAreNoOrder': 'judge',
    'Order.NobodyPutsAnotherAccountIntoAFiledCase_ORD_42': 'filed_account',
    'FullDay.OneOrderMoreThanPlacesStopsNoDay_ORD_43': 'full_day',
    'Order.ForAllMembersItCannotEvenBeWritten': 'r1,r2',
    'Order.OneCustodianAloneIsNotEnough': 'pick_quorum,quorum',
    'Order.OneCustodianTwiceIsNotEnoughEvenInTheLog': 'quorum',
    'Order.ForAPastDayNobodyGrantsIt': 'r4',
    'Order.DatedBackNoCustodianConsents': 'r4',
    'Order.ForMoreThanThirtyDaysNobodyGrantsIt': 'r3,entry_r3',
    'Epoch.AnAccountHiddenAmongThePadsIsNotSigned': 'proof',
    'Epoch.AnAccountHiddenAmongThePadsIsNotSealedToEvenIfAllCustodiansSign_CLI_5': 'proof',
    'Epoch.AnOrderThatIsNotLoggedIsNotSigned': 'same_orders',
    'Epoch.AnOrderThatIsNotLoggedIsNamedByTheAuditorEvenIfAllCustodiansSign': 'same_orders,listed_orders',
    'Epoch.AnotherObjectForOneVictimNeedsTheWitness_CLI_5': 'cosigned',
    'Epoch.AnotherObjectUnderTheLoggedEntryIsNotSealedTo_CLI_5': 'blob_digest,accept_digest,wid',
    'Epoch.AnObjectThatComesTooLateIsNotSealedTo_CLI_5': 'lead',
    'Epoch.OneCustodianAloneSignsNoDay_CLI_5': 'quorum',
    'Epoch.AnObjectAboveThePinnedCapIsNotSealedTo_CLI_5': 'cap',
    'Epoch.OneCustodianAloneDealsNoDay_CLI_5': 'dealt_quorum',
    'Epoch.ACourtThatLeavesTheCustodiansOutProvesNothing_CLI_5': 'proof',
    'Epoch.AnAccountInThePlaceOfALoggedOrderIsNotSealedTo_CLI_5': 'orders_named',
    'Epoch.AnotherDaysObjectHasNoPlaceHere_CLI_5': 'place',
    'Epoch.ALostAnswerMakesNoSecondObject_CRT_13': 'one_object',
    'Ended.AfterItsHourNoCustodianGivesAShareWithoutAConfirmation': 'unconfirmed',
    'Ended.AConfirmationDatedBackDoesNotHelp': 'unconfirmed',
    'Ended.AWithdrawnOrderOpensNothingMore': 'void_intent,standing_stopped',
    'Ended.TheAgencyCannotLiftAFlag': 'act_actor,act_name,act_signature',
    'Ended.AnOrderUnderReviewOpensNothing': 'standing_review',
    'Ended.AnOrderThatTheServiceAskedAboutOpensNothingUntilItIsAnswered': 'answer_asked,standing_asked',
    'Past.AQuestionBeforeItsTimeIsRefusedByServiceAndHolders_VOU_11_HOT_16': 'past_early',
    'Past.AReceiptThatTheServiceDidNotSignIsNone_VOU_11_HOT_16': 'past_receipt',
    'Past.MoreThanTheReceiptsCoverIsNotAnswered_VOU_11_HOT_16': 'past_elements',
    'Past.AHoldersAnswerUnderAnotherKeyIsRefused_PLT_24': 'past_part',
    'Past.AWrongPartThatTheServiceLetsPassIsNamedAndDecidesNothing_CLI_15': 'part_proof',
    'Objection.ACustodianCannotObject': 'act_office',
    'Objection.ACustodianDoesNotFlagForEver_ORD_41': 'raised_once',
    'Objection.AReviewReopensNoWindowThatIsOver_ORD_17': 'window_over',
    'Objection.AnotherRealmsCourtCannotObject': 'act_signature',
    'Objection.AnObjectionDatedBackIntoTheWindowIsSeenToBeLate': 'late_objection',
    'Objection.AfterAnObjectionNoCustodianGivesAShareForAnIntentOfBefore': 'standing_objection,standing_stopped',
    'Withholding.AnEnvelopeKeptBackIsMissed_AGY_8': 'tally_count',
    'Withholding.ASmallerCountIsNotTheOneLogged_AGY_8': 'tally_conversation',
    'Withholding.AConversationCannotBeDenied_AGY_8': 'tally_account',
    'Withholding.TheAccountCannotBeDenied_AGY_8': 'tally_account',
    'Opening.EverySecretOfEveryOfficeOpensNoEnvelopeOfAnybodyElse': 'lossy',
    'Opening.AnOrderOpensToNobodyElse': 'opening,root',
    'Opening.NoReleaseForAnAccountThatIsNoRoot': 'root',
    'Opening.WithoutALoggedIntentTheServiceGivesNoEnvelope': 'intent_platform',
    'Opening.WithoutALoggedIntentTheCourtGivesNoKey': 'intent_court',
    'Opening.WithoutALoggedIntentForThatDayACustodianLetsNothingGo': 'intent_grant',
    'Opening.BeforeTheDayIsOverNothingIsLetGo': 'day_over',
    'Opening.EveryCustodianThatLetsGoStandsInTheLogWhicheverIntentAsked': 'receipt_first',
    'Two.TheFlaggedOrderIsAskedForInVainUnderEitherName': 'standing_flag',
    'Two.EnvelopesThatAreNoneSpoilNothing': 'junk',
    'Quorums.AnyTwoMeet': 'quorums_meet',
    'Opening.OneCustodianAloneOpensNothing': 'combine_count,degree',
    'Opening.AWrongScalarIsLeftOutAndNamed': 'scalar',
    'Log.AnAlteredEntryIsFoundAndNamed': 'bundle_hash',
    'Log.ARemovedEntryIsFoundAndNamed': 'bundle_missing',
    'Log.AHistoryMadeAnewNeedsTheWitness': 'cosigned',
    'Log.TheWitnessDoesNotCosignAnotherHistory': 'witness_size,witness_proof',
    'Log.EvenWithTheWitnessWhoSawTheLogBeforeNotices': 'known',
    'Log.ALogThatGoesBackIsNoticedByWhoSawMore': 'known',
    'Evidence.OneChangedByteNamesItsItem': 'bag_digest,layout',
    'Evidence.NothingCanBeTakenOutOrPutIn': 'bag_foreign,layout',
    'Evidence.TheAgencyCannotChangeAWord': 'exam_sigma2,exam_stamp',
    'Evidence.TheAgencyCannotAddSomebodyElsesMessage': 'ev_sender',
    'Evidence.TheAgencyCannotAddAMessageOfAnotherDay': 'ev_days,ev_receipt',
    'Evidence.TheAgencyCannotWidenTheOrderInItsStatement': 'ev_order',
    'Evidence.AMessageWithoutAReceiptForItsDayIsNoEvidence': 'ev_receipt,ev_standing',
    'Evidence.AnOrderThatIsNotInTheLogIsNoOrder': 'replay_root,record_head,day_head,ev_fits,inclusion,entry_judge,quorum_sig',
    'Evidence.TheAgencyCannotLeaveAnEntryOutOfTheRecord_AUD_16': 'ev_record',
    'Evidence.TheAgencyCannotTakeAnActOutOfTheLog_EVD_9': 'replay_root',
    'Evidence.AnOldHeadCannotBePackedAsNew_EVD_9': 'ev_head',
    'Evidence.WhatCameAfterTheHeadIsSeenByWhoAsksTheLog_AUD_17': 'ev_now',
    'Unconfirmed.ALapsedEmergencyIsSaidToBeOne_AUD_16': 'ev_standing',
    'Unconfirmed.AHeadFromBeforeTheLapseMakesItNoJudges_AUD_16': 'as_of_unconfirmed',
    'Restamped.AMessageUnderADayKeyThatNoLogHasIsNotKept_AGY_10': 'agency_day_keys',
    'Voucher.ATableWithASlotThatOneHotlineAloneCertifiedIsNotUsed_LST_12': 'coverage',
    'Voucher.AForgedAttestationIsNotBelieved_LST_12': 'coverage_sig',
    'Voucher.ATableThatTheHeadDoesNotNameIsNotUsed_LST_12': 'table_digest,coverage',
    'Voucher.AnOverfullTableIsRefused_LST_12': 'overfull,table_rows',
    'Voucher.AHeadForOneVictimOnlyIsNotUsed_CLI_11': 'bundle_hash,inclusion',
    'Voucher.AnotherThresholdThanTheOneAgreedToMakesNoVoucher_CLI_10': 'consent',
    'Voucher.AModeThatNobodyAgreedToMakesNoVoucher_CLI_10': 'consent',
    'Voucher.AfterItsLegalBasisHasExpiredTheModeIsOff_LST_9': 'basis_time',
    'Voucher.HotlinesCannotGiveThemselvesALegalBasis_LST_9': 'basis_sig',
    'Voucher.AReplayedVoucherIsRefusedAndAnothersDoesNotOpen_PLT_21': 'voucher_number',
    'Voucher.AWrongPartOfAHolderIsRefused_PLT_20': 'part_proof',
    'MatchedCase.PicturesWithoutALoggedOpeningBecomeNoCase_MOD_8': 'matched_commitment',
    'MatchedCase.AComparisonThatNoHotlineSignedMakesNoCase_MOD_13': 'comparison_holder,comparison_signature',
    'MatchedCase.APartThatNoHolderGaveOpensNothing_MOD_13': 'part_proof',
    'Invented.PicturesThatNoDeviceOfTheAccountSignedMakeNoCase_MOD_13': 'matched_device',
    'Show.AMessageDeliveredIntoAnotherConversationIsNotShown_CLI_2': 'swap_group,accept_header',
}


def however_laid_out(check):
    """The same tokens, with whatever blanks and line ends between."""
    tokens = re.findall(r'"(?:\\.|[^"\\])*"|\w+|[^\w\s"]', check)
    return re.compile(r"\s*".join(map(re.escape, tokens)))


def switched(path, text):
    """The source with a switch around each of its checks."""
    for check, replacement in CHECKS[path]:
        found = list(however_laid_out(check).finditer(text))
        if len(found) != 1:
            sys.exit(f"{path}: found {len(found)} times: {check}")
        if replacement.isidentifier():
            replacement = 'if (!without("%s")) { %s }' % (replacement, check)
        text = text[:found[0].start()] + replacement + text[found[0].end():]
    at = text.index("#include")
    return text[:at] + '#include "eq/base/without.h"\n' + text[at:]


def tree():
    """Everything that is built, by path, with its switches."""
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True,
                           text=True).stdout.split()
    files = {name: (ROOT / name).read_bytes() for name in names if (ROOT / name).is_file()}
    for path in CHECKS:
        if path not in files:
            sys.exit(f"{path}: is gone, and checks of it are in the table")
        files[path] = switched(path, files[path].decode()).encode()
    files["eq/base/without.h"] = SWITCH.encode()
    files["CMakeLists.txt"] += NOT_INSTALLED.encode()
    return files


def lay_out(scratch):
    """What did not change keeps its date, so that it is not built again."""
    files = tree()
    listed = scratch / "files"
    for name in set(listed.read_text().split() if listed.exists() else []) - files.keys():
        (scratch / name).unlink(missing_ok=True)
    for name, text in files.items():
        path = scratch / name
        if path.exists() and path.read_bytes() == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        path.chmod((ROOT / name).stat().st_mode if (ROOT / name).exists() else 0o644)
    listed.write_text("\n".join(sorted(files)))


def attacks_in_tests():
    return {f"{suite}.{name}" for path in (ROOT / "journeys/attacks").glob("*_test.cpp")
            for comment, suite, name in re.findall(r"((?://.*\n)*)TEST(?:_F)?\((\w+),\s*(\w+)\)", path.read_text())
            if comment.startswith("// Attack:")}


def chosen(sample):
    """All, or as many as asked: the next ones each day."""
    names = sorted(ATTACKS)
    if not sample or sample >= len(names):
        return names
    start = int(time.time() // 86400) * sample % len(names)
    return (names + names)[start:start + sample]


def passes(program, attack, without):
    run = subprocess.run([program, "--gtest_filter=" + attack], env={**os.environ, "WITHOUT": without},
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return run.returncode == 0


def fault(program, attack):
    if not passes(program, attack, ""):
        return f"{attack}: fails with all checks in place"
    if passes(program, attack, ATTACKS[attack]):
        return f"{attack}: still stopped without {ATTACKS[attack]}"
    return None


def leaves_checks_out(program):
    symbols = subprocess.run(["nm", program], check=True, capture_output=True, text=True).stdout
    return "equipoise_leaves_checks_out" in symbols


def main(argv):
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("scratch", type=lambda s: pathlib.Path(s).resolve())
    options.add_argument("--sample", type=int, default=0)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options.add_argument("--absent-from", action="append", default=[])
    options.add_argument("--preset", default="dev")
    options.add_argument("--lay-out", action="store_true")
    options, cmake = options.parse_known_args(argv)
    for attack in sorted(attacks_in_tests() ^ ATTACKS.keys()):
        sys.exit(f"{attack}: in the table or in the tests, not in both")
    options.scratch.mkdir(parents=True, exist_ok=True)
    if any(options.scratch.iterdir()) and not (options.scratch / "files").exists():
        sys.exit(f"{options.scratch} is not empty, and not of an earlier run")
    lay_out(options.scratch)
    if options.lay_out:
        return 0
    build = f"build/{options.preset}"
    subprocess.run(["cmake", "--preset", options.preset, *cmake], cwd=options.scratch, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", build, "-j", str(options.jobs), "--target", "attacks_test"], cwd=options.scratch, check=True)
    program, names = options.scratch / build / "attacks_test", chosen(options.sample)
    if not leaves_checks_out(program):
        sys.exit(f"{program} has no switches")
    for other in filter(leaves_checks_out, options.absent_from):
        sys.exit(f"{other} can leave checks out")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        faults = [f for f in pool.map(lambda a: fault(program, a), names) if f]
    of = "" if len(names) == len(ATTACKS) else f" of {len(ATTACKS)}, from {names[0]} on"
    print("\n".join(faults) or f"attacks: {len(names)}{of}, each stopped by its checks and by nothing else")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
