package io.quorate.server.front;

import io.quorate.kernel.Address;
import io.quorate.protocol.ProtocolLimits;
import io.quorate.protocol.Target;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Checks the names and groups in a request. Each check answers what is wrong, or nothing. */
final class Names {
    private static final int MAX_NAMESPACE_CHARS = 48;
    private static final int MAX_RECIPE_CHARS = 32;
    private static final int MAX_CALL_CHARS = 32;

    /** Of a wrong name, so many characters are shown. */
    private static final int SHOWN_CHARS = 40;

    private Names() {}

    static Optional<String> problem(Target target) {
        return or(
                group(target.group()),
                or(
                        name("namespace", target.namespace(), MAX_NAMESPACE_CHARS, false),
                        or(name("recipe", target.recipe(), MAX_RECIPE_CHARS, false), instances(target))));
    }

    static Optional<String> group(int group) {
        return group == ProtocolLimits.GROUP
                ? Optional.empty()
                : Optional.of(
                        "group " + group + " does not exist; this cluster has group " + ProtocolLimits.GROUP + " only");
    }

    static Optional<String> problem(Target target, String what, String call) {
        return or(problem(target), name(what, call, MAX_CALL_CHARS, true));
    }

    static Address address(Target target) {
        String instance = target.instances().isEmpty() ? "" : target.instances().get(0);
        return new Address(target.namespace(), target.recipe(), instance);
    }

    private static Optional<String> instances(Target target) {
        int count = target.instances().size();
        if (count == 0) {
            return target.recipe().equals(Target.SYSTEM)
                    ? Optional.empty()
                    : Optional.of("no instance is named; a call of recipe '" + target.recipe() + "' needs one");
        }
        if (count > 1) {
            return Optional.of(count + " instances are named; this server takes one in a call");
        }
        return instance(target.instances().get(0));
    }

    private static Optional<String> instance(String instance) {
        int bytes = instance.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > ProtocolLimits.MAX_INSTANCE_BYTES) {
            return Optional.of("instance name of " + bytes + " bytes; allowed are 1 to "
                    + ProtocolLimits.MAX_INSTANCE_BYTES + " bytes of UTF-8");
        }
        if (instance.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("instance name has a control character, which is not allowed");
        }
        return Optional.empty();
    }

    private static Optional<String> name(String what, String name, int maxChars, boolean capitals) {
        IntPredicate letter = c -> (c >= 'a' && c <= 'z') || (capitals && c >= 'A' && c <= 'Z');
        IntPredicate other = c -> (c >= '0' && c <= '9') || c == '-';
        boolean valid = !name.isEmpty()
                && name.length() <= maxChars
                && letter.test(name.charAt(0))
                && name.chars().allMatch(letter.or(other));
        return valid
                ? Optional.empty()
                : Optional.of(what + " name " + shown(name) + " is not allowed; it has 1 to " + maxChars + " of "
                        + (capitals ? "a-z A-Z 0-9 -" : "a-z 0-9 -") + ", first a letter");
    }

    private static String shown(String name) {
        String start = name.length() <= SHOWN_CHARS
                ? name
                : name.substring(0, SHOWN_CHARS) + "... (" + name.length() + " characters)";
        StringBuilder text = new StringBuilder("'");
        start.chars().forEach(c -> text.append(Character.isISOControl(c) ? '?' : (char) c));
        return text.append('\'').toString();
    }

    private static Optional<String> or(Optional<String> first, Optional<String> second) {
        return first.isPresent() ? first : second;
    }
}
