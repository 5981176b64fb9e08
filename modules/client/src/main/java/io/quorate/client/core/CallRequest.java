package io.quorate.client.core;

import io.quorate.protocol.Target;

/**
 * A command.
 *
 * @param body encoded; belongs to the core from now on
 */
public record CallRequest(Target target, String command, byte[] body) {}
