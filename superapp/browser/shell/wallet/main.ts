// The islands of the pay code, the collect code and the split form, which few visits need: the shell loads them when a
// page with one of them is shown (data-script).
import '../pay_code.ts';
import '../split_form.ts';
