/* The client of Equipoise for other languages: one account on one device.
 *
 * What the caller owns comes in as an argument or as a function of eqp_host: the time, randomness,
 * how a request reaches the server, where the state is kept.  Nothing here reads a clock, opens a
 * socket or a file, or starts a thread; no C++ exception leaves it.
 *
 *   eqp_client* me;
 *   eqp_client_create(&host, realm, realm_size, &me);     new keys, nobody knows them
 *   eqp_client_register(me, now_ms);                      publishes them, asks for tokens
 *   eqp_client_start(me, now_ms, friend, 1, conversation);
 *   eqp_client_send(me, now_ms, conversation, text, size, NULL);
 *   eqp_client_sync(me, now_ms);                          takes in what arrived
 *   eqp_client_tell(me, now_ms, on_event, context);       what happened, once
 *   eqp_client_history(me, conversation, on_message, context);
 *   eqp_client_close(me);
 *
 * Sizes are in bytes, times in Unix milliseconds; no pointer is NULL unless it says so.
 * Memory that is used up ends the program.  Not thread-safe: one eqp_client is used by one
 * thread at a time, and not from within its own host's functions.
 */
#ifndef EQUIPOISE_CLIENT_H
#define EQUIPOISE_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when what was compiled against the last one no longer runs. */
#define EQP_ABI 1u
#define EQP_ACCOUNT_SIZE 32
#define EQP_CONVERSATION_SIZE 16

typedef enum eqp_status {
  EQP_OK = 0,
  EQP_MALFORMED = 1,   /* an argument, a state or an answer is not in its form */
  EQP_FORGED = 2,      /* a signature, tag or proof does not verify */
  EQP_STALE = 3,       /* once valid, no longer or not yet */
  EQP_REFUSED = 4,     /* a rule forbids it */
  EQP_MISSING = 5,     /* there is no such account or conversation */
  EQP_TOO_LARGE = 6,   /* above a stated limit */
  EQP_EXHAUSTED = 7,   /* tokens or key packages are used up: sync, and try again */
  EQP_UNSUPPORTED = 8, /* a state or realm of another version, or an unsafe libsodium */
  EQP_UNAVAILABLE = 9, /* the server does not answer */
  EQP_UNSAVED = 10,    /* the host could not save: nothing left the device since */
  EQP_UNINVITED = 11,  /* a new account takes an invitation here, and one that is still good */
  EQP_SUSPENDED = 12, /* whoever runs the service has suspended the account: it may begin nothing */
  EQP_ERASED = 13     /* whoever runs the service has erased the account there */
} eqp_status;

typedef struct eqp_client eqp_client; /* an account with its keys */
typedef struct eqp_reply eqp_reply;   /* the server's answer to one request */

/* What the caller lends.  It is copied; what `context` points to must outlive the client. */
typedef struct eqp_host {
  uint32_t size; /* sizeof(eqp_host) */
  void* context; /* handed to each function below */
  /* Fill `out` with randomness fit for keys.  It cannot fail: stop the program if there is none. */
  void (*random)(void* context, uint8_t* out, size_t size);
  /* One HTTP request: method "GET" or "POST", path "/v1/messages.send" below the server's address.
   * Hand the answer to eqp_reply_set(); returning without it says that there is none. */
  void (*request)(void* context, const char* method, const char* path, const uint8_t* body,
                  size_t size, eqp_reply* reply);
  /* Keep the state in place of the last one, durably, before returning 0.  It holds private keys:
   * seal it at rest.  Anything else than 0: nothing more leaves the device until it was kept. */
  int (*save)(void* context, const uint8_t* state, size_t size);
} eqp_host;

/* From within `request`.  http_status: as the server gave it.  The body is copied. */
void eqp_reply_set(eqp_reply* reply, int http_status, const uint8_t* body, size_t size);

/* EQP_ABI of the library, to be compared with the header's. */
uint32_t eqp_abi(void);
/* "0.2.0" */
const char* eqp_version(void);
/* One word: "forged". */
const char* eqp_status_text(eqp_status status);

/* A new account in a realm.  realm: the realm file that the owner trusts.
 * EQP_MALFORMED, EQP_UNSUPPORTED; then *out is NULL. */
eqp_status eqp_client_create(const eqp_host* host, const uint8_t* realm, size_t realm_size,
                             eqp_client** out);
/* The account of a state that `save` was given.  The same realm. */
eqp_status eqp_client_open(const eqp_host* host, const uint8_t* realm, size_t realm_size,
                           const uint8_t* state, size_t state_size, eqp_client** out);
/* Wipes what it holds.  NULL is nothing. */
void eqp_client_close(eqp_client* client);

/* The account's identifier: people compare it, for it proves its keys. */
void eqp_client_account(const eqp_client* client, uint8_t account[EQP_ACCOUNT_SIZE]);

/* Make the account known to the server, publish key packages, ask for sending tokens (they arrive
 * with a later sync).  Repeating it is harmless; repeat it daily, for tokens are for a day. */
eqp_status eqp_client_register(eqp_client* client, uint64_t now_ms);
/* The same for a new account where the service takes an invitation: the 40 hexadecimal digits that
 * its operator gave, and a zero byte.  It is good once.  EQP_UNINVITED: without one, or with one
 * that was used or is past its day; the account stays as it is, and can be registered later. */
eqp_status eqp_client_register_invited(eqp_client* client, uint64_t now_ms, const char* invitation);

/* How many messages can be sent today before tokens are used up. */
uint64_t eqp_client_tokens_left(const eqp_client* client, uint64_t now_ms);

/* A conversation with `count` accounts, one after the other in memory, not one's own. */
eqp_status eqp_client_start(eqp_client* client, uint64_t now_ms, const uint8_t* accounts,
                            size_t count, uint8_t conversation[EQP_CONVERSATION_SIZE]);
eqp_status eqp_client_add(eqp_client* client, uint64_t now_ms,
                          const uint8_t conversation[EQP_CONVERSATION_SIZE],
                          const uint8_t account[EQP_ACCOUNT_SIZE]);
/* After EQP_UNAVAILABLE it is wanted from then on: nothing is sent in the conversation before it is
 * seen to be done, and sync and send try again.  To add or remove again does it once. */
eqp_status eqp_client_remove(eqp_client* client, uint64_t now_ms,
                             const uint8_t conversation[EQP_CONVERSATION_SIZE],
                             const uint8_t account[EQP_ACCOUNT_SIZE]);
/* Erases its keys here; the others are not told. */
eqp_status eqp_client_leave(eqp_client* client, uint64_t now_ms,
                            const uint8_t conversation[EQP_CONVERSATION_SIZE]);

/* Send UTF-8 text to whoever the owner knows to be in the conversation.  On EQP_OK it must not be
 * sent again: *waits (may be NULL) is 1 if it is kept and goes out with a later sync.  After
 * EQP_UNSAVED it goes out once the state could be kept; after any other error nothing of it was
 * kept.  EQP_STALE: somebody came in of whom the owner was not told. */
eqp_status eqp_client_send(eqp_client* client, uint64_t now_ms,
                           const uint8_t conversation[EQP_CONVERSATION_SIZE], const uint8_t* text,
                           size_t size, int* waits);

/* The same, for text that must not be lost: where the server does not answer, tokens are used up
 * or something said before waits, it is kept on the device and goes out, once and in order, with a
 * later sync, to those whom the owner knows to be there now; or it is given back. */
eqp_status eqp_client_write(eqp_client* client, uint64_t now_ms,
                            const uint8_t conversation[EQP_CONVERSATION_SIZE], const uint8_t* text,
                            size_t size, int* waits);

/* Post what waits, take in what arrived.  What happened is told by eqp_client_tell(). */
eqp_status eqp_client_sync(eqp_client* client, uint64_t now_ms);

typedef enum eqp_event_kind {
  EQP_EVENT_OTHER = 0,           /* something that this version has no kind for */
  EQP_EVENT_JOINED = 1,          /* the owner was added to a conversation */
  EQP_EVENT_MESSAGE = 2,         /* account, seq, time_ms, text */
  EQP_EVENT_MEMBERS_CHANGED = 3, /* account: by whom, if known; ask eqp_client_members() */
  EQP_EVENT_TOKENS = 4,          /* sending tokens arrived */
  EQP_EVENT_DROPPED = 5,         /* why: something did not verify and was passed over */
  EQP_EVENT_UNSENT = 6,          /* why: what waits there could not be sent */
  EQP_EVENT_BROKEN = 7,          /* why: the conversation may have gone on without the owner */
  EQP_EVENT_GIVEN_BACK = 8,      /* text: words that will not go out */
  EQP_EVENT_REPORT_ANSWERED = 9, /* text: the number of its case; without: its proof did not hold */
  EQP_EVENT_INVITED_AGAIN = 10,  /* account: by whom; eqp_client_accept() before anything is sent */
  EQP_EVENT_OWN_RECORD = 11      /* why: others may be shown keys that the owner did not make */
} eqp_event_kind;

/* What a message carries for an order that may once be made (docs/people.md). */
typedef enum eqp_access {
  EQP_ACCESS_UNSAID = 0,
  EQP_ACCESS_SEALED = 1,  /* its envelope is what the day's public object demands */
  EQP_ACCESS_NONE = 2,    /* the day has no such object, so there is no envelope */
  EQP_ACCESS_UNPROVEN = 3 /* the day has one, and its sender did not follow it */
} eqp_access;

/* Absent: NULL or 0.  Everything that is pointed to is valid until the function returns. */
typedef struct eqp_event {
  uint32_t size; /* sizeof(eqp_event) of the library: later ones have more behind */
  uint32_t kind; /* eqp_event_kind */
  const uint8_t* conversation;
  const uint8_t* account;
  uint64_t seq;     /* of the message in its conversation */
  uint64_t time_ms; /* when the server stamped it */
  /* Another party's words.  Show them as text: they may hold control characters, markup, and
   * characters that turn a line around. */
  const uint8_t* text;
  size_t text_size;
  eqp_status why;
  uint32_t access; /* eqp_access, of a message */
} eqp_event;
typedef void (*eqp_on_event)(void* context, const eqp_event* event);

/* Hand over each event that was not told yet, oldest first; then save that they were told. */
eqp_status eqp_client_tell(eqp_client* client, uint64_t now_ms, eqp_on_event on_event,
                           void* context);

/* Every message that was shown in a conversation, by seq, as EQP_EVENT_MESSAGE. */
eqp_status eqp_client_history(const eqp_client* client,
                              const uint8_t conversation[EQP_CONVERSATION_SIZE],
                              eqp_on_event on_message, void* context);

typedef void (*eqp_on_id)(void* context, const uint8_t* id);
/* Identifiers of EQP_CONVERSATION_SIZE bytes. */
eqp_status eqp_client_conversations(const eqp_client* client, eqp_on_id on_conversation,
                                    void* context);
/* Identifiers of EQP_ACCOUNT_SIZE bytes, the owner's included. */
eqp_status eqp_client_members(const eqp_client* client,
                              const uint8_t conversation[EQP_CONVERSATION_SIZE],
                              eqp_on_id on_account, void* context);

/* What waits on this device, in order, as EQP_EVENT_MESSAGE without seq and time.  Each becomes
 * part of the history with a later sync, or is given back. */
eqp_status eqp_client_waiting(const eqp_client* client,
                              const uint8_t conversation[EQP_CONVERSATION_SIZE],
                              eqp_on_event on_message, void* context);

typedef enum eqp_standing {
  EQP_STANDING_MEMBER = 1,
  EQP_STANDING_BROKEN = 2, /* it may have gone on without the owner: leave it, and start another */
  EQP_STANDING_LEFT = 3,   /* by the owner's word; what was shown stays */
  EQP_STANDING_REMOVED = 4 /* by somebody else */
} eqp_standing;
typedef struct eqp_conversation {
  uint32_t size;        /* sizeof(eqp_conversation), set by the caller */
  uint32_t standing;    /* eqp_standing */
  uint32_t must_accept; /* 1: nothing is sent in it before eqp_client_accept() */
  uint32_t messages;    /* how many its history has */
} eqp_conversation;
eqp_status eqp_client_conversation(const eqp_client* client,
                                   const uint8_t conversation[EQP_CONVERSATION_SIZE],
                                   eqp_conversation* out);
/* The owner was shown who is in it, and goes on. */
eqp_status eqp_client_accept(eqp_client* client, uint64_t now_ms,
                             const uint8_t conversation[EQP_CONVERSATION_SIZE]);

/* id: what the bytes are of, or NULL; both are valid until the function returns. */
typedef void (*eqp_on_bytes)(void* context, const uint8_t* id, const uint8_t* bytes, size_t size);

/* What the owner calls somebody: UTF-8 of at most 64 bytes without characters that cannot be seen;
 * it never leaves the device.  No bytes take the name away.  EQP_REFUSED if people would take it
 * for another's. */
eqp_status eqp_client_set_name(eqp_client* client, uint64_t now_ms,
                               const uint8_t account[EQP_ACCOUNT_SIZE], const uint8_t* name,
                               size_t size);
/* Each account that has a name, and it. */
eqp_status eqp_client_names(const eqp_client* client, eqp_on_bytes on_name, void* context);

/* The first frame for the server's WebSocket /v1/mailbox/stream, good for some minutes.  The server
 * answers one byte 0, and sends a byte 1 whenever a sync would find something. */
eqp_status eqp_client_listen(eqp_client* client, uint64_t now_ms, eqp_on_bytes on_frame,
                             void* context);

/* Which messages of a conversation go to the realm's moderator.  What stands between first and last
 * and is withheld goes along as a place and a time. */
typedef struct eqp_report {
  uint32_t size;     /* sizeof(eqp_report) */
  uint32_t category; /* from 1 on, of eqp_report_category() */
  uint64_t first, last;
  const uint64_t* withheld; /* may be NULL */
  size_t withheld_count;
  const uint8_t* note; /* the owner's words, UTF-8; may be NULL */
  size_t note_size;
} eqp_report;
/* One word, "threat", and what to know before such a report, perhaps nothing.  NULL: there is none
 * of that number, nor of a higher one. */
const char* eqp_report_category(uint32_t category);
const char* eqp_report_advice(uint32_t category);
/* The very bytes that would leave: nothing does yet.  EQP_MISSING if one of them is not here,
 * EQP_REFUSED if nothing of somebody else's would be shown. */
eqp_status eqp_client_report_prepare(eqp_client* client,
                                     const uint8_t conversation[EQP_CONVERSATION_SIZE],
                                     const eqp_report* report, eqp_on_bytes on_prepared,
                                     void* context);
/* What the moderator will read in them, as EQP_EVENT_MESSAGE; what is withheld has no account and
 * no text. */
eqp_status eqp_report_preview(const uint8_t* prepared, size_t size, eqp_on_event on_line,
                              void* context);
/* Seal them to the moderator and send them.  EQP_EVENT_REPORT_ANSWERED follows. */
eqp_status eqp_client_report_send(eqp_client* client, uint64_t now_ms, const uint8_t* prepared,
                                  size_t size);

/* The answers to reports, again, oldest first: the newest 200, as EQP_EVENT_REPORT_ANSWERED with
 * time_ms. */
eqp_status eqp_client_reports(const eqp_client* client, eqp_on_event on_answer, void* context);

/* Sixty digits, twelve groups of five with a blank between and a 0 behind, the same for both: two
 * people who read the same digits to each other have each other's keys. */
#define EQP_SAFETY_NUMBER_SIZE 72
void eqp_safety_number(const uint8_t one[EQP_ACCOUNT_SIZE], const uint8_t other[EQP_ACCOUNT_SIZE],
                       char digits[EQP_SAFETY_NUMBER_SIZE]);

/* Sealing of a state, for a host that has a key and no cipher.  `number` counts up with each save,
 * and opens again what was sealed under it alone; `fresh` is from eqp_host.random. */
#define EQP_KEY_SIZE 32
#define EQP_FRESH_SIZE 32
#define EQP_SEAL_SIZE 48 /* so much longer is what is sealed */
void eqp_state_seal(const uint8_t key[EQP_KEY_SIZE], const uint8_t fresh[EQP_FRESH_SIZE],
                    uint64_t number, const uint8_t* state, size_t size, uint8_t* sealed);
/* state: size - EQP_SEAL_SIZE bytes.  EQP_FORGED: another key or number, or not as it was. */
eqp_status eqp_state_open(const uint8_t key[EQP_KEY_SIZE], uint64_t number, const uint8_t* sealed,
                          size_t size, uint8_t* state);

#ifdef __cplusplus
}
#endif
#endif
