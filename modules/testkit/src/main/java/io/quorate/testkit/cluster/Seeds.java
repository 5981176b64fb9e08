package io.quorate.testkit.cluster;

/** Numbers of which none comes twice, the same ones in each cluster. */
final class Seeds {
    private long last;

    long next() {
        return ++last;
    }
}
