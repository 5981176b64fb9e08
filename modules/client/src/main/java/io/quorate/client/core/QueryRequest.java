package io.quorate.client.core;

import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.Target;

/**
 * A read.
 *
 * @param body encoded; belongs to the core from now on
 */
public record QueryRequest(Target target, String query, byte[] body, ReadLevel level) {}
