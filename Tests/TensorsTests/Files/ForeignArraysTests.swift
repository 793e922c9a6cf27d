import Foundation
import Tensors
import Testing

/// Archives as NumPy and others write them, with more in them than numbers.
struct ForeignArraysTests {
    /// What NumPy 2.4 wrote: `numpy.savez_compressed` of an array of each kind, the second in Fortran order.
    private static let everything = """
        UEsDBC0AAAAIAAAAIQDkbmjC//////////8HABQAYmlnLm5weQEAEACYAAAAAAAAAFEAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpdmoa6j
        oJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaxjqaOgq1ChQALgYosD/kqTIJiOwvQWgAUEsDBC0AAAAIAAAAIQDOLODT//////////8LABQA
        Y29sdW1ucy5ucHkBABAAmAAAAAAAAABWAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEg8pKk0FChdnJBak
        ArkaRjoKxpo6CrUK5AMuBjBwcGBgaLAHYgcQh4FhgQMAUEsDBC0AAAAIAAAAIQB64ML8//////////8KABQAc2NhbGFyLm5weQEAEACCAAAAAAAA
        AEQAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNppK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkamjoKtQoUAa7f/wFQSwMELQAA
        AAgAAAAhAFj7YPj//////////wgAFABub25lLm5weQEAEACAAAAAAAAAAEYAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RS
        lJgXn1+UkgoSd0vMKU4FihdnJBakAvkaBjoKxpo6CrUKZAMuAFBLAwQtAAAACAAAACEA7hm7Xf//////////CQAUAGZsYWdzLm5weQEAEACCAAAA
        AAAAAEYAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXpNkqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjqaOgq1ChQALkYGAFBL
        AwQtAAAACAAAACEAal1+wf//////////CAAUAGhhbGYubnB5AQAQAIQAAAAAAAAASAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2akrqOg
        npZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrUKFACuNL3/1QBQSwMELQAAAAgAAAAhABclIPj//////////woAFABjb3VudHMubnB5
        AQAQAJAAAAAAAAAATgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrUK
        FAAuRgYGIGJgYGaAAABQSwMELQAAAAgAAAAhAD7e3rz//////////wkAFAB3b3Jkcy5ucHkBABAAoAAAAAAAAABYAAAAAAAAAJvsF+obEMnIUMZQ
        rZ6SWpxcpG6loG4TaqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtQoUAK4UBgaGfCBOZ4CAIiBOBOJMIM4DYgBQSwMELQAA
        AAgAAAAhAJJ9TZ///////////wcAFAByYXcubnB5AQAQAIIAAAAAAAAARgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBeE2ykrqOgnpZfVFKU
        mBefX5SSChJ3S8wpTgWKF2ckFqQC+RqGOpo6CrUKFACuxCQAUEsDBC0AAAAIAAAAIQBzm1BY//////////8LABQAb2JqZWN0cy5ucHkBABAAGQEA
        AAAAAADHAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF7jr66joJ6WX1RSlJgXn1+UkgoSdkvMKU4FihdnJBakAvkaRjqaOgq1CpQArgaWqX0M
        ENAjlleaW1CpF5+cX5Sql1uaU5KZWFSUWDmlhye+KDU5P6+4pKg0uWTK5Ck9rGCVU3rY81IgSiZP8WZoneLMmDSlfUrQFA1vRm+m1ikZzD2sKSWV
        BakgLUz+FlM6OyCyzD2MNVP8/Py8/gMBmPC2L5mS1Bk7RaN2ijdjKpCtBwBQSwMELQAAAAgAAAAhAAruCEz//////////wgAFAByb3dzLm5weQEA
        EACGAAAAAAAAAFwAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqUQraGeqK6joG6TaaSuqaOgoZ4E5qWZqGvGAhlp+UUlRYl58flFKakg5W6JOcWp
        QPHijMSCVCBfw1AHqKtWgRjAxcjAwKDgAABQSwMELQAAAAgAAAAhANoxsNX//////////wkAFAB3YXZlcy5ucHkBABAAkAAAAAAAAABKAAAAAAAA
        AJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TbGimrqOgnpZfVFKUmBefX5SSCpJwS8wpTgWKF2ckFqQC+RqGOpo6CrUK5AMuBhTwwR4AUEsDBC0AAAAI
        AAAAIQA+BqH6//////////8HABQAZGF5Lm5weQEAEACIAAAAAAAAAEwAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbuNrEe0Sq66joJ6WX1RS
        lJgXn1+UkgqSckvMKU4FihdnJBakAvkahjqaOgq1CuQCrmf+DGAAAFBLAQItAy0AAAAIAAAAIQDkbmjCUQAAAJgAAAAHAAAAAAAAAAAAAACAAQAA
        AABiaWcubnB5UEsBAi0DLQAAAAgAAAAhAM4s4NNWAAAAmAAAAAsAAAAAAAAAAAAAAIABigAAAGNvbHVtbnMubnB5UEsBAi0DLQAAAAgAAAAhAHrg
        wvxEAAAAggAAAAoAAAAAAAAAAAAAAIABHQEAAHNjYWxhci5ucHlQSwECLQMtAAAACAAAACEAWPtg+EYAAACAAAAACAAAAAAAAAAAAAAAgAGdAQAA
        bm9uZS5ucHlQSwECLQMtAAAACAAAACEA7hm7XUYAAACCAAAACQAAAAAAAAAAAAAAgAEdAgAAZmxhZ3MubnB5UEsBAi0DLQAAAAgAAAAhAGpdfsFI
        AAAAhAAAAAgAAAAAAAAAAAAAAIABngIAAGhhbGYubnB5UEsBAi0DLQAAAAgAAAAhABclIPhOAAAAkAAAAAoAAAAAAAAAAAAAAIABIAMAAGNvdW50
        cy5ucHlQSwECLQMtAAAACAAAACEAPt7evFgAAACgAAAACQAAAAAAAAAAAAAAgAGqAwAAd29yZHMubnB5UEsBAi0DLQAAAAgAAAAhAJJ9TZ9GAAAA
        ggAAAAcAAAAAAAAAAAAAAIABPQQAAHJhdy5ucHlQSwECLQMtAAAACAAAACEAc5tQWMcAAAAZAQAACwAAAAAAAAAAAAAAgAG8BAAAb2JqZWN0cy5u
        cHlQSwECLQMtAAAACAAAACEACu4ITFwAAACGAAAACAAAAAAAAAAAAAAAgAHABQAAcm93cy5ucHlQSwECLQMtAAAACAAAACEA2jGw1UoAAACQAAAA
        CQAAAAAAAAAAAAAAgAFWBgAAd2F2ZXMubnB5UEsBAi0DLQAAAAgAAAAhAD4GofpMAAAAiAAAAAcAAAAAAAAAAAAAAIAB2wYAAGRheS5ucHlQSwUG
        AAAAAA0ADQDIAgAAYAcAAAAA
        """

    @Test("of an archive with everything in it the numbers come, and the rest is named with its type")
    func everything() throws {
        let bytes = try #require(Data(base64Encoded: Self.everything, options: .ignoreUnknownCharacters))
        let found = try NPZ.read(Array(bytes), name: "a.npz")
        #expect(found.arrays.map(\.name) == ["big", "columns", "scalar", "none", "flags", "half", "counts"])
        #expect(found.arrays.map(\.reading.tensor.shape) == [[3], [2, 3], [], [0, 3], [2], [2], [2]])
        let numbers: [[Float]] = [
            [0, 0.14285715, 0.2857143], [0, 1, 2, 3, 4, 5], [-5], [], [1, 0], [0.099975586, 65504], [16_777_216, 3],
        ]
        #expect(found.arrays.map(\.reading.tensor.floats) == numbers)
        #expect(found.arrays.map(\.reading.loss) == [.float64, nil, nil, nil, nil, nil, .int64])
        #expect(found.repeated.isEmpty)
        let rest = found.leftOut.map { "\($0.name): \($0.content)" }
        #expect(
            rest == [
                "words: text of type '<U4'", "raw: text of type '|S2'", "objects: Python objects of type '|O'",
                "rows: records of [('a', '<i2'), ('b', '<f4')]", "waves: complex numbers of type '<c16'",
                "day: dates of type '<M8[D]'",
            ])
        #expect(found.leftOut.allSatisfy { $0.remedy != nil })
    }

    @Test("what is no array, and what cannot be unpacked, is named; folders are passed over")
    func entries() throws {
        var zip = ZipSketch()
        zip.add("deep/", [])
        zip.add("deep/er/x.npy", NPY.bytes(of: Tensor([1], [7])))
        zip.add("bare", NPY.bytes(of: Tensor([1], [8])))
        zip.add("README.txt", Array("not an array".utf8))
        zip.add("empty.npy", [])
        zip.add("packed.npy", [1, 2, 3], method: 14)
        zip.add("secret.npy", [1, 2, 3], flags: 1)
        let found = try NPZ.read(zip.bytes, name: "a.npz")
        #expect(found.arrays.map(\.name) == ["deep/er/x", "bare"])
        #expect(found.arrays.map(\.reading.tensor.floats) == [[7], [8]])
        #expect(
            found.leftOut == [
                LeftOut("README.txt", "not an NPY file"), LeftOut("empty.npy", "not an NPY file"),
                LeftOut("packed", "packed by method 14 of zip"), LeftOut("secret", "encrypted"),
            ])
    }

    @Test("of a name that stands twice the last counts, as in NumPy")
    func names() throws {
        var zip = ZipSketch()
        for value: Float in [1, 2, 3] { zip.add("a.npy", NPY.bytes(of: Tensor([1], [value]))) }
        zip.add("b.npy", NPY.bytes(of: Tensor([1], [4])))
        let found = try NPZ.read(zip.bytes, name: "a.npz")
        #expect(found.arrays.map(\.name) == ["a", "b"])
        #expect(found.arrays.map(\.reading.tensor.floats) == [[3], [4]])
        #expect(found.repeated == ["a"])
    }

    @Test("a damaged array is no foreign one: the archive is refused")
    func damage() throws {
        var zip = ZipSketch()
        zip.add("good.npy", NPY.bytes(of: Tensor([1], [1])))
        zip.add("bad.npy", NPY.bytes(of: Tensor([1], [1])), checksum: 1)
        let fault = #expect(throws: FormatFault.self) { try NPZ.read(zip.bytes, name: "a.npz") }
        #expect(fault?.cause == "'a.npz' holds 'bad.npy', which is damaged")
    }

    @Test("safetensors of types that are not read are named beside those that are")
    func safetensors() throws {
        let header = """
            {"f":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"q":{"dtype":"F8_E4M3","shape":[2,3],"data_offsets":[4,10]},\
            "b":{"dtype":"BF16","shape":[1],"data_offsets":[10,12]},"t":{"dtype":"BOOL","shape":[2],"data_offsets":[12,14]},\
            "c":{"dtype":"C64","shape":[],"data_offsets":[14,22]},"h":{"dtype":"F4","shape":[4],"data_offsets":[22,24]}}
            """
        let data: [UInt8] = [0, 0, 0x80, 0x3F, 1, 2, 3, 4, 5, 6, 0xC0, 0xBF, 0, 1] + [UInt8](repeating: 9, count: 10)
        let file = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8) + data
        let found = try SafeTensors(file, name: "a")
        #expect(found.entries.map(\.name) == ["f", "b", "t"])
        #expect(found.entries.map { found.tensor($0.name)?.tensor.floats } == [[1], [-1.5], [0, 1]])
        #expect(found.tensor("q") == nil)
        #expect(found.leftOut.map(\.name) == ["q", "c", "h"])
        #expect(found.leftOut.map(\.content) == ["type F8_E4M3", "type C64", "type F4"])
    }
}

/// A zip file put together by hand, with what no writer of arrays would put into one. Nothing is compressed.
private struct ZipSketch {
    private var entries: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ name: String, _ content: [UInt8], method: Int = 0, flags: Int = 0, checksum: UInt32? = nil) {
        let name = Array(name.utf8)
        let check = Int(checksum ?? Self.checksum(content))
        var facts: [UInt8] = little(20, 2) + little(flags, 2) + little(method, 2) + little(0x21 << 16, 4)
        facts += little(check, 4) + little(content.count, 4) + little(content.count, 4)
        facts += little(name.count, 2) + little(0, 2)
        directory += [0x50, 0x4B, 1, 2] + little(20, 2) + facts
        directory += little(0, 10) + little(entries.count, 4) + name
        entries += [0x50, 0x4B, 3, 4] + facts + name + content
        count += 1
    }

    var bytes: [UInt8] {
        var end: [UInt8] = [0x50, 0x4B, 5, 6] + little(0, 4) + little(count, 2) + little(count, 2)
        end += little(directory.count, 4) + little(entries.count, 4) + little(0, 2)
        return entries + directory + end
    }

    private func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : 0 }
    }

    /// CRC-32.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = ~UInt32(0)
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
