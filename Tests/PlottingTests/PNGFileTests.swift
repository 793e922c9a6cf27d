import Foundation
import Tensors
import Testing

@testable import Plotting

@Suite struct PNGFileTests {
    private let picture = Pixels(
        width: 5, height: 3, rgba: (0..<15).flatMap { [UInt8($0 * 17), UInt8($0), 200, 255] })

    @Test func pixelsTextAndResolutionComeBack() throws {
        let text = [
            "foley": "plot mel, title: \"Ein Hund 🐕\"", "recipe": String(repeating: "{\"a\":1}", count: 500),
            "empty": "",
        ]
        let bytes = try PNGFile.bytes(of: picture, dpi: 144, text: text)
        #expect(try PNGFile.text(in: bytes) == text)
        let read = try PNGFile.pixels(in: bytes)
        #expect(read.pixels == picture)
        #expect(abs(try #require(read.dpi) - 144) < 0.02)
        #expect(try PNGFile.bytes(of: picture, dpi: 144, text: text) == bytes)
    }

    @Test func textAfterThePixelsIsFound() throws {
        let bytes = try PNGFile.bytes(of: picture, text: ["foley": "late"])
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("iTXt".utf8)) }) - 4
        let chunk = bytes[start..<start + 12 + Int(bytes[start + 3])]
        let moved = bytes[..<start] + bytes[chunk.endIndex..<bytes.endIndex - 12] + chunk + bytes.suffix(12)
        #expect(try PNGFile.text(in: Array(moved)) == ["foley": "late"])
    }

    @Test func figuresCarryTheirText() throws {
        let output = PictureFormat.png(width: 320, height: 180, text: ["foley": "recipe"])
        let bytes = try Samples.losses().render(output, with: Samples.renderer.get()).bytes
        #expect(try PNGFile.text(in: bytes) == ["foley": "recipe"])
        #expect(
            try PNGFile.pixels(in: bytes).pixels
                == Samples.losses().pixels(width: 320, height: 180, with: Samples.renderer.get()))
    }

    @Test(arguments: ["", " a", "a ", "a  b", "ä", "a\nb", String(repeating: "k", count: 80)])
    func impossibleKeysAreFaults(key: String) {
        #expect(throws: PNGFault.key(key)) { try PNGFile.bytes(of: picture, text: [key: "x"]) }
    }

    @Test func impossibleTextAndEmptyPicturesAreFaults() {
        #expect(throws: PNGFault.text(key: "a")) { try PNGFile.bytes(of: picture, text: ["a": "x\u{0}y"]) }
        #expect(throws: PNGFault.self) { try PNGFile.bytes(of: Pixels(width: 0, height: 0, rgba: [])) }
        #expect(throws: Never.self) { try PNGFile.bytes(of: picture, dpi: .nan) }
    }

    @Test func truncatedFilesAreFaults() throws {
        let bytes = try PNGFile.bytes(of: picture, text: ["foley": String(repeating: "text ", count: 100)])
        for count in 0..<bytes.count {
            let part = Array(bytes[..<count])
            #expect(throws: PNGFault.self, "\(count)") { try PNGFile.pixels(in: part) }
            #expect(throws: PNGFault.self, "\(count)") { try PNGFile.text(in: part) }
        }
    }

    @Test func changedBytesNeverTrap() throws {
        let bytes = try PNGFile.bytes(of: picture, text: ["foley": String(repeating: "text ", count: 100)])
        var refused = 0
        for index in bytes.indices {
            for mask: UInt8 in [1, 0x80, 0xFF] {
                var changed = bytes
                changed[index] ^= mask
                do {
                    let read = try PNGFile.pixels(in: changed)
                    #expect(read.pixels.rgba.count == read.pixels.width * read.pixels.height * 4)
                    _ = try PNGFile.text(in: changed)
                } catch {
                    #expect(error is PNGFault)
                    refused += 1
                }
            }
        }
        #expect(refused > bytes.count)
    }

    @Test func hugePicturesAreRefusedBeforeTheyAreUnpacked() throws {
        var bytes = try PNGFile.bytes(of: picture)
        #expect(throws: PNGFault.self) { try PNGFile.pixels(in: bytes, limit: 14) }
        // A header that promises 60000 x 60000, with the right checksum.
        let header: [UInt8] = Array("IHDR".utf8) + [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0]
        let check = crc(header)
        bytes.replaceSubrange(12..<33, with: header + [24, 16, 8, 0].map { UInt8(check >> $0 & 255) })
        #expect(throws: PNGFault.damaged("the picture is too large")) { try PNGFile.pixels(in: bytes) }
    }

    private func crc(_ bytes: [UInt8]) -> UInt32 {
        var remainder: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
        }
        return ~remainder
    }
}
