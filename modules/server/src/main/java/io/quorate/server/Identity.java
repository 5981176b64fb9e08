package io.quorate.server;

import io.quorate.log.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Whose a data directory is. As a file, in lines of text so that people can read it:
 *
 * <pre>
 * quorate-data 1
 * cluster 1b4e28ba-2fa1-11d2-883f-0016d3cca427
 * node 1
 * directory 7d9f0ab2-93a6-4a5c-8a64-0d1c0f6d3a5e
 * crc32c 0f1e2d3c
 * </pre>
 *
 * The directory's own id tells a node from one that was begun anew under its number. The first line is the format version and stands there in every version to come; the checksum is over what is before it.
 */
record Identity(String clusterId, NodeId node, String directory) {
    static final int FORMAT = 1;

    private static final String MAGIC = "quorate-data ";
    private static final String CLUSTER = "cluster ";
    private static final String NODE = "node ";
    private static final String DIRECTORY = "directory ";

    byte[] encode() {
        String body =
                MAGIC + FORMAT + "\n" + CLUSTER + clusterId + "\n" + NODE + node + "\n" + DIRECTORY + directory + "\n";
        return (body + ChecksumLine.of(body)).getBytes(StandardCharsets.UTF_8);
    }

    /** @param file for messages */
    static Identity decode(byte[] bytes, String file) throws StartException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).matches(MAGIC + "\\d{1,9}")) {
            throw damaged(file, "does not begin with '" + MAGIC + "' and a format version");
        }
        int format = Integer.parseInt(lines.get(0).substring(MAGIC.length()));
        if (format > FORMAT) {
            throw new StartException(file + " has data format " + format + ", this release reads formats up to "
                    + FORMAT + "; start the release that wrote it, or a newer one");
        }
        if (lines.size() != 5 || !ChecksumLine.closes(text)) {
            throw damaged(file, "its checksum does not match");
        }
        return new Identity(
                lines.get(1).substring(CLUSTER.length()),
                new NodeId(Integer.parseInt(lines.get(2).substring(NODE.length()))),
                lines.get(3).substring(DIRECTORY.length()));
    }

    /** The same directory in another cluster. */
    Identity in(String otherCluster) {
        return new Identity(otherCluster, node, directory);
    }

    private static StartException damaged(String file, String why) {
        return new StartException(
                file + " is damaged: " + why + "; restore this file from a copy, or the node from a backup");
    }
}
