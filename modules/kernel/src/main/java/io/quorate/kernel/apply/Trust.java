package io.quorate.kernel.apply;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.BundleKey;
import io.quorate.kernel.BundleTrust;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.state.ConfigurationRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import io.quorate.kernel.state.TrustedDigests;
import io.quorate.kernel.state.TrustedKeys;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.system.SystemCommand;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whose bundles the cluster takes. Decided from the state and the command alone, so alike on every node. */
final class Trust {
    /** Keys that are trusted at once. */
    static final int MAX_KEYS = 64;

    /** Digests that are trusted at once. */
    static final int MAX_DIGESTS = 1_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    private final LimitsInForce limits;

    Trust(LimitsInForce limits) {
        this.limits = limits;
    }

    SystemCommand.TrustFounded found(Step step, SystemCommand.FoundTrust request) {
        TrustedDigests before = TrustedDigests.of(step.rows());
        if (before.founded()) {
            return new SystemCommand.TrustFounded(false, step.revision());
        }
        put(step, before.foundedWith(digests(request.digests())));
        ConfigurationRow configuration = ConfigurationRow.of(step.rows());
        if (request.required() && !configuration.values().containsKey(ClusterKey.BUNDLE_TRUST.key())) {
            ConfigurationRow required = configuration.with(ClusterKey.BUNDLE_TRUST, BundleTrust.REQUIRED.value());
            step.rows().put(Keys.configuration(), required.encode());
            step.effect(new Effect.Configured());
        }
        return new SystemCommand.TrustFounded(true, step.revision());
    }

    SystemCommand.KeyChanged trust(Step step, SystemCommand.TrustKey request) {
        String name = request.name();
        if (!NAME.matcher(name).matches()) {
            throw invalid("a key's name has 1 to 64 letters, digits, '.', '_', '@' and '-', and begins with a letter or"
                    + " digit");
        }
        BundleKey key = key(request.publicKey());
        if (!key.isUsable()) {
            throw invalid("these bytes are no public key of Ed25519: `quorate bundle keys generate FILE` makes one");
        }
        TrustedKeys before = TrustedKeys.of(step.rows());
        Optional<String> known = before.nameOf(key);
        if (known.isPresent() && !known.get().equals(name)) {
            throw conflict("key " + key.id() + " is trusted already, as '" + known.get() + "'");
        }
        if (known.isEmpty() && before.keys().containsKey(name)) {
            throw conflict("another key is trusted as '" + name + "': take another name, or revoke that key first with"
                    + " `quorate bundle keys revoke " + name + "`");
        }
        if (known.isEmpty()) {
            if (before.keys().size() >= MAX_KEYS) {
                throw conflict(MAX_KEYS + " keys are trusted, which is the most: revoke one that is not used any more");
            }
            put(step, before.with(name, key, step.revision()));
        }
        return new SystemCommand.KeyChanged(name, key.id(), step.revision());
    }

    SystemCommand.KeyChanged revoke(Step step, SystemCommand.RevokeKey request) {
        TrustedKeys before = TrustedKeys.of(step.rows());
        TrustedKeys.Trusted revoked = Optional.ofNullable(before.keys().get(request.name()))
                .orElseThrow(() -> new RecipeException(
                        ErrorCode.NOT_FOUND.name(),
                        "no key of that name is trusted: `quorate bundle keys list` shows which are"));
        put(step, before.without(request.name()));
        return new SystemCommand.KeyChanged(request.name(), revoked.key().id(), step.revision());
    }

    SystemCommand.DigestsChanged digests(Step step, SystemCommand.TrustDigests request) {
        TrustedDigests before = TrustedDigests.of(step.rows());
        List<BundleDigest> asked = digests(request.digests());
        TrustedDigests after = request.revoke() ? before.without(asked) : before.with(asked);
        put(step, after);
        int changed = Math.abs(after.digests().size() - before.digests().size());
        return new SystemCommand.DigestsChanged(changed, after.digests().size(), step.revision());
    }

    /** @throws RecipeException UNTRUSTED_BUNDLE when the policy asks for more than this */
    void require(Rows rows, BundleDigest digest, Optional<SystemCommand.BundleSignature> signature) {
        if (BundleTrust.of(limits.now()) == BundleTrust.OFF
                || TrustedDigests.of(rows).contains(digest)) {
            return;
        }
        SystemCommand.BundleSignature signed = signature.orElseThrow(() -> untrusted("bundle " + digest
                + " has no signature, and this cluster takes only signed ones (" + ClusterKey.BUNDLE_TRUST.key()
                + " is required): sign it with `quorate bundle sign BUNDLE --key FILE` and a key that `quorate bundle keys"
                + " list` shows, and deploy it again"));
        BundleKey key = key(signed.publicKey());
        if (TrustedKeys.of(rows).nameOf(key).isEmpty()) {
            throw untrusted("bundle " + digest + " is signed with key " + key.id()
                    + ", which this cluster does not trust: `quorate bundle keys list` shows which it does, and"
                    + " `quorate bundle keys trust NAME FILE` adds one");
        }
        if (!key.hasSigned(digest, signed.value())) {
            throw untrusted("the signature of key " + key.id() + " is not one of bundle " + digest
                    + ": the bundle was changed after it was signed, or the signature is of another one; sign it again"
                    + " with `quorate bundle sign BUNDLE --key FILE`");
        }
    }

    private static BundleKey key(byte[] bytes) {
        try {
            return BundleKey.of(bytes);
        } catch (IllegalArgumentException malformed) {
            throw invalid(String.valueOf(malformed.getMessage()));
        }
    }

    private static List<BundleDigest> digests(List<String> digests) {
        if (digests.size() > MAX_DIGESTS) {
            throw invalid(digests.size() + " digests at once, allowed are " + MAX_DIGESTS);
        }
        return digests.stream().map(BundleBytes::digest).toList();
    }

    private static void put(Step step, TrustedKeys keys) {
        step.rows().put(Keys.trustedKeys(), StateRows.TRUSTED_KEYS.encode(keys));
    }

    private static void put(Step step, TrustedDigests digests) {
        if (digests.digests().size() > MAX_DIGESTS) {
            throw conflict(digests.digests().size() + " digests would be trusted, allowed are " + MAX_DIGESTS
                    + ": take those out that are not used any more, with `quorate bundle keys revoke-digests FILE`");
        }
        step.rows().put(Keys.trustedDigests(), StateRows.TRUSTED_DIGESTS.encode(digests));
    }

    private static RecipeException invalid(String message) {
        return new RecipeException(ErrorCode.INVALID_REQUEST.name(), message);
    }

    private static RecipeException conflict(String message) {
        return new RecipeException(ErrorCode.CONFLICT.name(), message);
    }

    private static RecipeException untrusted(String message) {
        return new RecipeException(ErrorCode.UNTRUSTED_BUNDLE.name(), message);
    }
}
