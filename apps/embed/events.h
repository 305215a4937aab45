// The client's events as a C program takes them.
#pragma once

#include "include/equipoise/client.h"
#include "parties/client/state.h"

namespace eq::embed {

eqp_status to_status(Err e);
/// Environment it over; what it points to lives as long as the call.
void hand_over(const client::State& state, const client::Event& event, eqp_on_event take,
               void* context);
void hand_over(const ConversationId& conversation, const client::Shown& message, eqp_on_event take,
               void* context);
void hand_over(const ConversationId& conversation, const AccountId& me,
               const client::Outgoing& message, eqp_on_event take, void* context);
void hand_over(const AccountId& me, const client::Kept& words, eqp_on_event take, void* context);
void hand_over(const ConversationId& conversation, const franking::PreviewLine& line,
               eqp_on_event take, void* context);

}  // namespace eq::embed
