package io.quorate.kernel.apply;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.ClusterLimits;
import io.quorate.kernel.Nearest;
import io.quorate.kernel.Problem;
import io.quorate.kernel.state.ConfigurationRow;
import io.quorate.kernel.state.Keys;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.system.SystemCommand;
import java.util.Optional;

/** Changes of the configuration that all members share; one holds from the revision behind its own on. */
final class Configuration {
    /** Longer texts are no key and no value, and are not compared. */
    private static final int MAX_CHARS = 64;

    private static final int MAX_MISTYPED = 4;

    private final LimitsInForce limits;

    Configuration(LimitsInForce limits) {
        this.limits = limits;
    }

    SystemCommand.ClusterConfigured change(Step step, SystemCommand.ConfigureCluster request) {
        ClusterKey key = ClusterKey.named(request.key()).orElseThrow(() -> unknown(request.key()));
        ConfigurationRow before = ConfigurationRow.of(step.rows());
        if (request.expectedVersion() != 0 && request.expectedVersion() != before.version()) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "the configuration has version " + before.version() + ", and not " + request.expectedVersion()
                            + ": somebody else has changed it, look at it again");
        }
        Optional<Long> value = request.value().map(text -> value(key, text));
        long now = value.orElse(limits.unset(key));
        requireOrder(limits.now().with(key, now));
        requireRoom(key, now, step.groupSessions());
        ConfigurationRow after = value.isPresent() ? before.with(key, now) : before.without(key);
        step.rows().put(Keys.configuration(), after.encode());
        step.effect(new Effect.Configured());
        return new SystemCommand.ClusterConfigured(
                key.key(), limits.of(key), now, key.scale().base(), after.version());
    }

    private static RecipeException unknown(String key) {
        Optional<String> meant =
                key.length() > MAX_CHARS ? Optional.empty() : Nearest.to(key, ClusterKey.keys(), MAX_MISTYPED);
        return new RecipeException(
                ErrorCode.NOT_FOUND.name(),
                "there is no key '" + shown(key) + "'"
                        + meant.map(nearest -> "; did you mean '" + nearest + "'?")
                                .orElse(": `quorate cluster config get` lists all keys"));
    }

    private static long value(ClusterKey key, String text) {
        Optional<Long> value =
                text.length() > MAX_CHARS ? Optional.empty() : key.scale().parse(text);
        return value.filter(number -> number >= key.least() && number <= key.most())
                .orElseThrow(() ->
                        invalid("'" + shown(text) + "' is no value of " + key.key() + "; allowed is " + key.allowed()));
    }

    private static void requireOrder(ClusterLimits after) {
        if (after.of(ClusterKey.MIN_TTL) > after.of(ClusterKey.MAX_TTL)) {
            throw invalid(ClusterKey.MIN_TTL.key() + " would be " + after.of(ClusterKey.MIN_TTL) + " ms, above "
                    + ClusterKey.MAX_TTL.key() + ", which would be " + after.of(ClusterKey.MAX_TTL) + " ms");
        }
    }

    /** Whoever wants to undo a change needs a session for it. */
    private static void requireRoom(ClusterKey key, long value, int sessions) {
        if (key == ClusterKey.MAX_SESSIONS && value <= sessions) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "there are " + sessions + " sessions now, and " + key.key() + " must be more: it would be "
                            + value);
        }
    }

    private static String shown(String text) {
        return Problem.storable(text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "..." : text);
    }

    private static RecipeException invalid(String message) {
        return new RecipeException(ErrorCode.INVALID_REQUEST.name(), message);
    }
}
