package io.quorate.backup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A backup in memory, and where its records end. */
record Sample(byte[] bytes, List<Integer> boundaries) {
    static final BackupHeader HEADER =
            new BackupHeader("2026-01-02T03:04:05Z", "0.1.0", "demo", 2, 3, 4_000, 5, 6_000, 1, 7_000, "team-a");

    /** What compresses well, what does not, and a part without rows. */
    static List<byte[]> parts() {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        return List.of("row ".repeat(5_000).getBytes(StandardCharsets.US_ASCII), new byte[0], noise);
    }

    static Sample of(List<byte[]> parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Integer> boundaries = new ArrayList<>();
        try (BackupWriter writer = new BackupWriter(out, HEADER)) {
            boundaries.add(out.size());
            for (byte[] part : parts) {
                writer.part(part, part.length / 4);
                boundaries.add(out.size());
            }
            writer.finish();
        }
        return new Sample(out.toByteArray(), boundaries);
    }

    /** Reads to the end. */
    static List<byte[]> read(byte[] bytes) throws IOException {
        try (BackupReader reader = new BackupReader(new ByteArrayInputStream(bytes), "some.quorate-backup")) {
            List<byte[]> parts = new ArrayList<>();
            for (Optional<byte[]> part = reader.next(); part.isPresent(); part = reader.next()) {
                parts.add(part.get());
            }
            return parts;
        }
    }
}
