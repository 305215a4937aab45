// Accounts and key packages.
#include <set>

#include "parties/platform/key_directory.h"

namespace eq::platform {
using wire::Code;

namespace {
constexpr std::uint32_t kTakesPerDay = 1000;
/// What one account may use up of another's packages in a day; beyond that it gets the last resort.
constexpr std::uint32_t kUsedUpPerDay = 4;
/// The place of the last resort among a device's packages; those for one use are numbered from 1.
constexpr std::uint64_t kLastResort = 0;

Bytes package_key(View device, std::uint64_t n) { return key_of({device, be64(n)}); }

Result<void, wire::Code> replace_devices(Step& step, const AccountId& id,
                                         const wire::AccountRecord& record,
                                         const std::optional<wire::AccountRecord>& before) {
  if (before) {
    for (const auto& key : before->device_keys) {
      if (record.has_device(key)) continue;
      TRY(coded(step.store.erase(Table::devices, key.bytes)));
      TRY(coded(step.store.erase(Table::cursors, key_of({id.bytes, key.bytes}))));
      const Bytes prefix = key_of({id.bytes, key.bytes});
      for (const auto& package :
           TRY(coded(keys_in(step.store, Table::key_packages, prefix, end_of(prefix), SIZE_MAX))))
        TRY(coded(step.store.erase(Table::key_packages, package)));
    }
  }
  for (const auto& key : record.device_keys) {
    REQUIRE_OR(!step.realm.find(key), Code::conflict);
    const auto owner = TRY(step.find<AccountId>(Table::devices, key.bytes));
    REQUIRE_OR(!owner || *owner == id, Code::conflict);
    TRY(step.save(Table::devices, key.bytes, id));
  }
  return {};
}

/// Somebody who was not here before.  What he is invited by is used up.
Result<void, wire::Code> admit(Step& step, const std::optional<wire::Invitation>& invitation) {
  if (step.registration == Registration::open) return {};
  REQUIRE_OR(invitation && day_of(step.now) <= invitation->last, Code::uninvited);
  const Bytes key = invitation_key(*invitation);
  REQUIRE_OR(TRY(step.has(Table::invitations, key)), Code::uninvited);
  return coded(step.store.erase(Table::invitations, key));
}
}  // namespace

Result<wire::Done, wire::Code> accounts_register(Step& step, const Sender&,
                                                 const wire::AccountRegister& request) {
  const auto& record = request.record;
  TRY(coded(wire::verify_record(record)));
  REQUIRE_OR(record.realm == step.realm.name, Code::refused);
  const AccountId id = record.id();
  const auto before = TRY(step.find<wire::AccountRecord>(Table::accounts, id.bytes));
  if (before && before->digest() == record.digest()) return wire::Done{};  // its answer was lost
  REQUIRE_OR(before ? wire::follows(record, *before) : record.version == 1, Code::conflict);
  TRY(check_standing(step, id, wire::Verb::accounts_register));
  TRY(step.spend(id, wire::Verb::accounts_register, kRecordsPerDay));
  // Who was erased stands in the directory for good, and begins no second chain there.
  REQUIRE_OR(before || !TRY(step.has(Table::directory_accounts, id.bytes)), Code::erased);
  if (!before) TRY(admit(step, request.invitation));
  TRY(replace_devices(step, id, record, before));
  TRY(step.save(Table::accounts, id.bytes, record));
  TRY(enter_directory(step, id, record));
  return wire::Done{};
}

Result<wire::KeyPackagesHeld, wire::Code> key_packages_publish(
    Step& step, const Sender& sender, const wire::KeyPackagesPublish& request) {
  const auto fits = [](const Bytes& package) -> Result<void, wire::Code> {
    REQUIRE_OR(!package.empty(), Code::malformed);
    REQUIRE_OR(package.size() <= wire::kKeyPackageSizeMax, Code::too_large);
    return {};
  };
  const std::set<crypto::Digest> withdrawn(request.withdrawn.begin(), request.withdrawn.end());
  const Bytes device = key_of({sender.account->bytes, sender.key.bytes});
  wire::KeyPackagesHeld held;
  std::uint64_t n = kLastResort;
  for (const Row& row :
       TRY(coded(rows_in(step.store, Table::key_packages, device, end_of(device), SIZE_MAX)))) {
    Reader r(View(row.key).subspan(device.size()));
    n = TRY(coded(r.u64(), Code::internal));
    const auto id = crypto::sha256(row.value);
    if (withdrawn.contains(id))
      TRY(coded(step.store.erase(Table::key_packages, row.key)));
    else if (n == kLastResort)
      held.last_resort = id;
    else
      held.once.push_back(id);
  }
  REQUIRE_OR(held.once.size() + request.packages.size() <= wire::kKeyPackagesMax, Code::too_large);
  for (const Bytes& package : request.packages) {
    TRY(fits(package));
    TRY(coded(step.store.put(Table::key_packages, package_key(device, ++n), package)));
    held.once.push_back(crypto::sha256(package));
  }
  if (request.last_resort) {
    TRY(fits(*request.last_resort));
    TRY(coded(step.store.put(Table::key_packages, package_key(device, kLastResort),
                             *request.last_resort)));
    held.last_resort = crypto::sha256(*request.last_resort);
  }
  return held;
}

namespace {

/// What one taker has used up today of one account's packages.
Bytes used_up_key(const Step& step, const AccountId& taker, const AccountId& account) {
  return key_of({be32(day_of(step.now).n), taker.bytes, encode(wire::Verb::key_packages_take),
                 account.bytes});
}

/// A package for one use, which nobody gets again; nullopt if there is none.
Result<std::optional<Bytes>, wire::Code> use_up(Step& step, const Bytes& device) {
  auto rows = TRY(coded(rows_in(step.store, Table::key_packages,
                                package_key(device, kLastResort + 1), end_of(device), 1)));
  if (rows.empty()) return std::optional<Bytes>();
  TRY(coded(step.store.erase(Table::key_packages, rows[0].key)));
  return std::optional(std::move(rows[0].value));
}

Result<std::optional<Bytes>, wire::Code> last_resort(const Step& step, const Bytes& device) {
  auto package = step.store.get(Table::key_packages, package_key(device, kLastResort));
  if (package.ok()) return std::optional(std::move(package).take());
  REQUIRE_OR(package.error() == Err::missing, Code::unavailable);
  return std::optional<Bytes>();
}

}  // namespace

Result<wire::KeyPackagesTaken, wire::Code> key_packages_take(Step& step, const Sender& sender,
                                                             const wire::KeyPackagesTake& request) {
  const auto record = TRY(step.find<wire::AccountRecord>(Table::accounts, request.account.bytes));
  REQUIRE_OR(record, Code::unknown);
  TRY(step.spend(*sender.account, wire::Verb::key_packages_take, kTakesPerDay));
  const Bytes count_key = used_up_key(step, *sender.account, request.account);
  const std::uint32_t before = TRY(step.find<std::uint32_t>(Table::quotas, count_key)).value_or(0);
  const bool has_share = before < kUsedUpPerDay;
  bool used_one = false;
  wire::KeyPackagesTaken taken;
  for (const auto& key : record->device_keys) {
    const Bytes device = key_of({request.account.bytes, key.bytes});
    auto package = has_share ? TRY(use_up(step, device)) : std::nullopt;
    used_one |= package.has_value();
    if (!package) package = TRY(last_resort(step, device));
    if (package) taken.packages.push_back(std::move(*package));
  }
  if (used_one) TRY(step.save(Table::quotas, count_key, before + 1));
  REQUIRE_OR(!taken.packages.empty(), has_share ? Code::exhausted : Code::rate_limited);
  return taken;
}

}  // namespace eq::platform
