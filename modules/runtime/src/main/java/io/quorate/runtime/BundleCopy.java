package io.quorate.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The same code as another build. */
public final class BundleCopy {
    private BundleCopy() {}

    /** A copy of a bundle of which the manifest has another version; signatures of the bundle do not fit it. */
    public static byte[] withVersion(byte[] jar, String version) {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream to = new ZipOutputStream(copy)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTime(entry.getTime());
                to.putNextEntry(same);
                if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    Manifest manifest = new Manifest(from);
                    manifest.getMainAttributes().putValue("Bundle-Version", version);
                    manifest.write(to);
                } else {
                    from.transferTo(to);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return copy.toByteArray();
    }
}
