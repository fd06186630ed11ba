def write_workbook(path, company, books, results):
    return None
