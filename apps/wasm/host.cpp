// What a WebAssembly host lends, and takes: an eqp_host and the callbacks of
// include/equipoise/client.h, whose functions are the module's imports.
//
// A host passes eqp_wasm_host() where an eqp_host* is wanted, and eqp_wasm_on_event(),
// eqp_wasm_on_id(), eqp_wasm_on_bytes() where a callback is.
#include <cstddef>
#include <cstdint>

#include "include/equipoise/client.h"

#define IMPORTED(name) __attribute__((import_module("equipoise"), import_name(name)))
#define EXPORTED(name) __attribute__((export_name(name)))

extern "C" {

IMPORTED("random") void host_random(std::uint8_t* out, std::size_t size);
IMPORTED("request")
void host_request(const char* method, const char* path, const std::uint8_t* body, std::size_t size,
                  eqp_reply* reply);
IMPORTED("save") int host_save(const std::uint8_t* state, std::size_t size);
IMPORTED("event") void host_event(const eqp_event* event);
IMPORTED("bytes")
void host_bytes(const std::uint8_t* id, const std::uint8_t* bytes, std::size_t size);
}

namespace {

void fill(void*, std::uint8_t* out, std::size_t size) { host_random(out, size); }
void ask(void*, const char* method, const char* path, const std::uint8_t* body, std::size_t size,
         eqp_reply* reply) {
  host_request(method, path, body, size, reply);
}
int keep(void*, const std::uint8_t* state, std::size_t size) { return host_save(state, size); }
void on_event(void*, const eqp_event* event) { host_event(event); }
void on_id(void*, const std::uint8_t* id) { host_bytes(id, nullptr, 0); }
void on_bytes(void*, const std::uint8_t* id, const std::uint8_t* bytes, std::size_t size) {
  host_bytes(id, bytes, size);
}

constexpr eqp_host kHost{sizeof(eqp_host), nullptr, fill, ask, keep};

}  // namespace

extern "C" {

EXPORTED("eqp_wasm_host") const eqp_host* eqp_wasm_host() { return &kHost; }
EXPORTED("eqp_wasm_on_event") eqp_on_event eqp_wasm_on_event() { return on_event; }
EXPORTED("eqp_wasm_on_id") eqp_on_id eqp_wasm_on_id() { return on_id; }
EXPORTED("eqp_wasm_on_bytes") eqp_on_bytes eqp_wasm_on_bytes() { return on_bytes; }
}
