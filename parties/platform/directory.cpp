// Accounts and key packages.
#include "parties/platform/step.h"

namespace eq::platform {
using wire::Code;

namespace {
constexpr std::uint32_t kTakesPerDay = 1000;

Answer<void> replace_devices(Step& step, const AccountId& id, const wire::AccountRecord& record,
                             const std::optional<wire::AccountRecord>& before) {
  if (before) {
    for (const auto& key : before->device_keys) {
      if (record.has_device(key)) continue;
      TRY(coded(step.store.erase(Table::devices, key.bytes)));
      TRY(coded(step.store.erase(Table::cursors, key_of({id.bytes, key.bytes}))));
      const Bytes prefix = key_of({id.bytes, key.bytes});
      for (const auto& package : TRY(coded(keys_in(step.store, Table::key_packages, prefix, end_of(prefix), SIZE_MAX))))
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
}  // namespace

Answer<wire::Done> accounts_register(Step& step, const Sender&, const wire::AccountRegister& request) {
  const auto& record = request.record;
  TRY(coded(wire::verify_record(record)));
  REQUIRE_OR(record.realm == step.realm.name, Code::refused);
  const AccountId id = record.id();
  const auto before = TRY(step.find<wire::AccountRecord>(Table::accounts, id.bytes));
  if (before) REQUIRE_OR(record.version > before->version, Code::conflict);
  TRY(replace_devices(step, id, record, before));
  TRY(step.save(Table::accounts, id.bytes, record));
  return wire::Done{};
}

Answer<wire::AccountRecord> accounts_get(Step& step, const Sender&, const wire::AccountGet& request) {
  auto record = TRY(step.find<wire::AccountRecord>(Table::accounts, request.account.bytes));
  REQUIRE_OR(record, Code::unknown);
  return std::move(*record);
}

Answer<wire::Done> key_packages_publish(Step& step, const Sender& sender, const wire::KeyPackagesPublish& request) {
  REQUIRE_OR(!request.packages.empty(), Code::malformed);
  const Bytes prefix = key_of({sender.account->bytes, sender.key.bytes});
  const auto stored = TRY(coded(keys_in(step.store, Table::key_packages, prefix, end_of(prefix), SIZE_MAX)));
  REQUIRE_OR(stored.size() + request.packages.size() <= wire::kKeyPackagesMax, Code::too_large);
  std::uint64_t n = 0;
  if (!stored.empty()) {
    Reader r(View(stored.back()).subspan(prefix.size()));
    n = TRY(coded(r.u64(), Code::internal));
  }
  for (const auto& package : request.packages) {
    REQUIRE_OR(!package.empty(), Code::malformed);
    REQUIRE_OR(package.size() <= wire::kKeyPackageSizeMax, Code::too_large);
    TRY(coded(step.store.put(Table::key_packages, key_of({prefix, be64(++n)}), package)));
  }
  return wire::Done{};
}

Answer<wire::KeyPackagesTaken> key_packages_take(Step& step, const Sender& sender, const wire::KeyPackagesTake& request) {
  const auto record = TRY(step.find<wire::AccountRecord>(Table::accounts, request.account.bytes));
  REQUIRE_OR(record, Code::unknown);
  TRY(step.spend(*sender.account, wire::Verb::key_packages_take, kTakesPerDay));
  wire::KeyPackagesTaken taken;
  for (const auto& device : record->device_keys) {
    const Bytes prefix = key_of({request.account.bytes, device.bytes});
    auto rows = TRY(coded(rows_in(step.store, Table::key_packages, prefix, end_of(prefix), 1)));
    if (rows.empty()) continue;
    TRY(coded(step.store.erase(Table::key_packages, rows[0].key)));
    taken.packages.push_back(std::move(rows[0].value));
  }
  REQUIRE_OR(!taken.packages.empty(), Code::exhausted);
  return taken;
}

}  // namespace eq::platform
