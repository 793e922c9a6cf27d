internal import GRDB

extension Row {
    /// The column at `index`; a value of another type, which only damage can bring about, is an error and no trap.
    func read<T: DatabaseValueConvertible>(_ index: Int) throws -> T {
        guard let value = T.fromDatabaseValue(self[index] as DatabaseValue) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a column holds a value of the wrong type")
        }
        return value
    }
}
