package io.quorate.runtime.redteam;

import io.quorate.runtime.TestBundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Jars taken apart and put together again. */
final class Jars {
    private Jars() {}

    static byte[] replaced(byte[] jar, String entry, UnaryOperator<byte[]> change) {
        try {
            Map<String, byte[]> entries = entries(jar);
            entries.compute(entry, (name, bytes) -> change.apply(java.util.Objects.requireNonNull(bytes, name)));
            return TestBundle.zip(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> entries(byte[] jar) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }
}
