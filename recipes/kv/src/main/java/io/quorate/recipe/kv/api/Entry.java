package io.quorate.recipe.kv.api;

import io.quorate.recipe.SessionId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A key with its value.
 *
 * @param created revision that made the key; another one after the key was deleted and made anew
 * @param modified revision that set the value
 * @param version how often the value was set since the key was made, from 1
 * @param leftMillis log time after which the key goes by itself; empty for one that stays
 * @param session with whose end the key goes; empty for one that stays
 */
public record Entry(
        String key,
        Value value,
        long created,
        long modified,
        long version,
        OptionalLong leftMillis,
        Optional<SessionId> session) {}
