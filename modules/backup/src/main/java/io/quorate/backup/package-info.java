/**
 * The file that a backup is: written and read as a stream, compressed, and checked as it is read. What its parts hold is the
 * kernel's.
 *
 * <pre>
 * magic "Quorate" 0x1A | format u8 | length i32 | fields of the header | crc32c i32 of all before it
 * block:   1 u8 | number i32 | rows i32 | raw length i32 | length i32 | deflated part | crc32c i32 of the block
 * trailer: 2 u8 | blocks i32 | rows i64 | raw bytes i64 | SHA-256 of all before the trailer | crc32c i32 of the trailer
 * </pre>
 *
 * <p>Blocks are numbered from 0; nothing follows the trailer. Numbers are big-endian.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.backup;
