// What a service can make of what lies in a mailbox.
#pragma once

#include "eq/franking/payload.h"
#include "eq/franking/stamp.h"
#include "eq/mls/framing.h"
#include "journeys/adversary/world.h"

namespace eq::adversary {

/// Change a message's stamp and sign it with this key.  @return whether it was a stamped message
bool stamp_anew(wire::Delivery& d, const crypto::SigningKey& key,
                const std::function<void(franking::Stamp&)>& change);

/// Lay anything into a mailbox.  @return whether it lies there
bool lay_into_mailbox(World& world, const AccountId& whose, wire::DeliveryKind kind,
                      const ConversationId& conv, const Bytes& body, Dice& dice);

}  // namespace eq::adversary
