package io.quorate.runtime;

import io.quorate.recipe.system.SystemCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * A bundle's entries, read twice: in a stream by their local headers, and by the central directory that the framework will
 * use. Both must tell the same.
 *
 * @param manifest main attributes
 * @param classes bytes by internal name, without module-info
 */
record BundleArchive(Attributes manifest, Map<String, byte[]> classes) {
    static final int MAX_BYTES = SystemCommand.MAX_BUNDLE_BYTES;
    static final int MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
    static final int MAX_ENTRIES = 10_000;
    static final int MAX_CLASSES = 2_000;

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String CLASS_SUFFIX = ".class";

    /** Throws {@link Refusal} when the bytes are no archive that a server takes. */
    static BundleArchive read(byte[] jar) {
        if (jar.length > MAX_BYTES) {
            throw new Refusal("the bundle has " + jar.length + " bytes, the limit is " + MAX_BYTES);
        }
        if (jar.length < 4 || jar[0] != 'P' || jar[1] != 'K' || jar[2] != 3 || jar[3] != 4) {
            throw new Refusal("not a jar file: it does not begin with a zip entry");
        }
        try {
            Map<String, byte[]> entries = stream(jar);
            requireSameDirectory(jar, entries);
            return new BundleArchive(manifest(entries), classes(entries));
        } catch (IOException | IllegalArgumentException e) {
            throw new Refusal("not a readable jar file: " + Refusal.because(e));
        }
    }

    private static Map<String, byte[]> stream(byte[] jar) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        int unpacked = 0;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                requireHarmless(entry.getName());
                byte[] content = in.readNBytes(MAX_UNPACKED_BYTES - unpacked + 1);
                unpacked += content.length;
                if (unpacked > MAX_UNPACKED_BYTES) {
                    throw new Refusal("unpacks to more than " + MAX_UNPACKED_BYTES + " bytes");
                }
                if (entries.put(entry.getName(), content) != null) {
                    throw new Refusal("duplicate entry " + entry.getName());
                }
                if (entries.size() > MAX_ENTRIES) {
                    throw new Refusal("has more than " + MAX_ENTRIES + " entries");
                }
            }
        }
        return entries;
    }

    private static void requireHarmless(String name) {
        if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf(':') >= 0 || name.indexOf('\0') >= 0) {
            throw new Refusal("entry " + name + ": absolute or foreign path");
        }
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        for (String part : path.split("/", -1)) {
            if (part.equals("..") || part.equals(".") || part.isEmpty()) {
                throw new Refusal("entry " + name + ": path with '" + part + "'");
            }
        }
        if (name.endsWith(".jar")) {
            throw new Refusal("entry " + name + ": embedded jars are not read; put the classes into the bundle");
        }
        if (name.endsWith(".so") || name.endsWith(".dll") || name.endsWith(".dylib") || name.endsWith(".jnilib")) {
            throw new Refusal("entry " + name + ": native code");
        }
        if (name.startsWith("META-INF/versions/")) {
            throw new Refusal("entry " + name + ": a bundle means the same on every JDK; remove multi-release classes");
        }
    }

    private static void requireSameDirectory(byte[] jar, Map<String, byte[]> entries) throws IOException {
        Path file = Files.createTempFile("bundle", ".jar");
        try {
            Files.write(file, jar);
            try (ZipFile zip = new ZipFile(file.toFile())) {
                int listed = 0;
                for (Iterator<? extends ZipEntry> all = zip.entries().asIterator(); all.hasNext(); listed++) {
                    ZipEntry entry = all.next();
                    byte[] streamed = entries.get(entry.getName());
                    if (streamed == null || !isSame(zip, entry, streamed)) {
                        throw new Refusal("entry " + entry.getName()
                                + ": the central directory and the entry's own header disagree; pack the jar anew");
                    }
                }
                if (listed != entries.size()) {
                    throw new Refusal("the central directory lists " + listed + " of " + entries.size()
                            + " entries; pack the jar anew");
                }
            }
        } finally {
            Files.delete(file);
        }
    }

    private static boolean isSame(ZipFile zip, ZipEntry entry, byte[] streamed) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return Arrays.equals(in.readNBytes(streamed.length + 1), streamed);
        }
    }

    private static Attributes manifest(Map<String, byte[]> entries) throws IOException {
        byte[] bytes = entries.get(MANIFEST);
        if (bytes == null) {
            throw new Refusal("no manifest: " + MANIFEST + " is missing; build the jar as an OSGi bundle");
        }
        return new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes();
    }

    private static Map<String, byte[]> classes(Map<String, byte[]> entries) {
        Map<String, byte[]> classes = new TreeMap<>();
        entries.forEach((name, content) -> {
            if (name.endsWith(CLASS_SUFFIX) && !name.equals("module-info.class")) {
                String internalName = name.substring(0, name.length() - CLASS_SUFFIX.length());
                if (HostPackages.isOffered(HostPackages.packageOf(internalName)) || internalName.startsWith("java/")) {
                    throw new Refusal("entry " + name + ": the package belongs to the server");
                }
                if (content.length > RecipeLimits.MAX_CLASS_BYTES) {
                    throw new Refusal("entry " + name + ": has " + content.length + " bytes, the limit of a class is "
                            + RecipeLimits.MAX_CLASS_BYTES + "; split it");
                }
                classes.put(internalName, content);
            }
        });
        if (classes.size() > MAX_CLASSES) {
            throw new Refusal("has " + classes.size() + " classes, the limit is " + MAX_CLASSES);
        }
        return classes;
    }
}
