package io.quorate.kernel.state;

import io.quorate.kernel.BundleDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Bundles that need no signature.
 *
 * @param founded the cluster was told once whom it trusts to begin with
 * @param digests in hex, in order
 */
public record TrustedDigests(boolean founded, List<String> digests) {
    public TrustedDigests {
        digests = List.copyOf(new TreeSet<>(digests));
    }

    /** The row of the state; none when there is none. */
    public static TrustedDigests of(Rows rows) {
        byte @Nullable [] row = rows.get(Keys.trustedDigests());
        return row == null ? new TrustedDigests(false, List.of()) : StateRows.TRUSTED_DIGESTS.decode(row);
    }

    public boolean contains(BundleDigest digest) {
        return digests.contains(digest.hex());
    }

    public TrustedDigests foundedWith(List<BundleDigest> more) {
        return new TrustedDigests(true, with(more).digests());
    }

    public TrustedDigests with(List<BundleDigest> more) {
        List<String> all = new ArrayList<>(digests);
        more.forEach(digest -> all.add(digest.hex()));
        return new TrustedDigests(founded, all);
    }

    public TrustedDigests without(List<BundleDigest> gone) {
        List<String> rest = new ArrayList<>(digests);
        gone.forEach(digest -> rest.remove(digest.hex()));
        return new TrustedDigests(founded, rest);
    }
}
