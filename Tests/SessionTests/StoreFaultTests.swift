import Foundation
import GRDB
import Testing

@testable import Session

/// What is said of a session that cannot be written.
@Suite struct StoreFaultTests {
    private func fault(_ kind: ResultCode, code: Int32) throws -> StoreFault {
        let error = DatabaseError(resultCode: kind, message: "disk I/O error")
        return try #require(StoreFault.translate(error, path: "s", code: code) as? StoreFault)
    }

    @Test(
        "a write that fails is named for what it is",
        arguments: [
            (ENOSPC, "no space is left on the disk"), (EDQUOT, "the quota on the disk is used up"), (EIO, "input/output error"),
            (EFBIG, "file too large"), (EROFS, "it or its folder is read-only"), (EACCES, "it or its folder is read-only"),
        ] as [(Int32, String)])
    func failedWrites(code: Int32, reason: String) throws {
        for kind in [ResultCode.SQLITE_IOERR_WRITE, .SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_FSYNC] {
            let fault = try fault(kind, code: code)
            #expect(fault.cause == "the session 's' cannot be written: \(reason)")
            #expect(fault.remedy?.contains("make room") == [ENOSPC, EDQUOT].contains(code), "\(reason)")
        }
        #expect(StoreFault(writing: "s", code: code).cause == "the session 's' cannot be written: \(reason)")
    }

    @Test("what the database calls full is full, and what nobody knows the reason of is said as it is")
    func otherFailures() throws {
        #expect(try fault(.SQLITE_FULL, code: 0) == .full(path: "s"))
        #expect(try fault(.SQLITE_IOERR_WRITE, code: 0) == .failed(path: "s", problem: "disk I/O error"))
        #expect(try fault(.SQLITE_IOERR_READ, code: EIO) == .failed(path: "s", problem: "disk I/O error"))
    }
}
