package io.quorate.client.core;

import io.quorate.protocol.ProtocolLimits;
import io.quorate.protocol.Target;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds what no server could read: one such message would break the connection, and its repetition the next one. */
final class RequestCheck {
    private RequestCheck() {}

    static Optional<QuorateException> problem(Target target, String name, byte[] body) {
        return group(target.group())
                .or(() -> text("namespace", target.namespace(), ProtocolLimits.MAX_NAME_BYTES))
                .or(() -> text("recipe", target.recipe(), ProtocolLimits.MAX_NAME_BYTES))
                .or(() -> text("name", name, ProtocolLimits.MAX_NAME_BYTES))
                .or(() -> instances(target))
                .or(() -> bytes("request", body.length, ProtocolLimits.MAX_BODY_BYTES))
                .map(problem -> QuorateException.of(ErrorCode.INVALID_REQUEST, CallOutcome.NOT_APPLIED, problem));
    }

    /** The numbers of a session's calls count in one group, and this client counts in that one. */
    private static Optional<String> group(int group) {
        return group == ProtocolLimits.GROUP
                ? Optional.empty()
                : Optional.of("group " + group + " is not known; there is group " + ProtocolLimits.GROUP + " only");
    }

    private static Optional<String> instances(Target target) {
        if (target.instances().size() > ProtocolLimits.MAX_INSTANCES) {
            return Optional.of(
                    target.instances().size() + " instances in one call, allowed are " + ProtocolLimits.MAX_INSTANCES);
        }
        return target.instances().stream()
                .flatMap(instance -> text("instance name", instance, ProtocolLimits.MAX_INSTANCE_BYTES).stream())
                .findFirst();
    }

    private static Optional<String> text(String what, String text, int most) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return Optional.of(what + " is not Unicode: it has half of a surrogate pair");
        }
        return bytes(what, text.getBytes(StandardCharsets.UTF_8).length, most);
    }

    private static Optional<String> bytes(String what, int length, int most) {
        return length <= most ? Optional.empty() : Optional.of(what + " of " + length + " bytes, allowed are " + most);
    }
}
