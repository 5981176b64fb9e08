package io.quorate.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which types and members of the JDK recipe code may use, and what to say of others. Names are dotted. The list decides
 * which bundles are admitted, so a change of it is a change of {@link FelixRecipeHost#GAS_VERSION}.
 */
final class JdkRules {
    static final JdkRules INSTANCE = new JdkRules();

    private static final String DEFAULT_REASON = "not among the parts of the JDK that recipes may use";

    private final Map<String, Allowed> allowed = new TreeMap<>();
    private final NavigableMap<String, String> reasons = new TreeMap<>();

    private record Allowed(List<String> parents, Set<String> members) {}

    private JdkRules() {
        for (String line : lines("allowed-jdk.txt")) {
            int colon = line.indexOf(':');
            List<String> types = words(line.substring(0, colon).replace("<", " "));
            Set<String> members = new TreeSet<>(words(line.substring(colon + 1)));
            allowed.put(types.get(0), new Allowed(types.subList(1, types.size()), members));
        }
        for (String line : lines("refused-jdk.txt")) {
            int colon = line.indexOf(": ");
            reasons.put(line.substring(0, colon), line.substring(colon + 2));
        }
    }

    boolean allows(String type) {
        return allowed.containsKey(type);
    }

    /** Whether a member of a type may be used; the type as the code names it, the descriptor as in class files. */
    boolean allows(String type, String member, String descriptor) {
        Allowed rule = allowed.get(type);
        if (rule == null) {
            return false;
        }
        if (rule.members.contains(member) || rule.members.contains(member + descriptor)) {
            return true;
        }
        return !member.equals("<init>") && rule.parents.stream().anyMatch(parent -> allows(parent, member, descriptor));
    }

    /** Why a type is refused. */
    String reason(String type) {
        return Objects.requireNonNullElse(longestMatch(type + "."), DEFAULT_REASON);
    }

    /** Why a member is refused. */
    String reason(String type, String member) {
        String exact = reasons.get(type + "." + member);
        String general = Objects.requireNonNullElse(longestMatch("*." + member), reason(type));
        return exact == null ? Objects.requireNonNullElse(longestMatch(type + "." + member), general) : exact;
    }

    private @Nullable String longestMatch(String name) {
        for (int length = name.length(); length > 0; length--) {
            String reason = reasons.get(name.substring(0, length) + "*");
            if (reason == null && length == name.length()) {
                reason = reasons.get(name);
            }
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private static List<String> lines(String resource) {
        try (InputStream in = JdkRules.class.getResourceAsStream(resource)) {
            Objects.requireNonNull(in, resource);
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + resource, e);
        }
    }
}
